//! Where each box and line of the picture is.
//!
//! The picture has columns: what is outside of the stack, the tunnel, the services, the servers of the gateways. A group of
//! services is a band across the last three. Lines run in the channels between the columns, so that none crosses a box.

use super::card::{Card, RowKind};
use super::text::{Size, shortened, width};
use crate::graph::{Graph, Group, Kind, Service, Target};

/// What is left free around the picture, in a band around its boxes, and between two bands or blocks.
const MARGIN: u32 = 24;
const PADDING: u32 = 16;
const GAP: u32 = 18;
/// Above the bands, for the name of the stack; and in a band above its boxes, for its own title.
const HEAD: u32 = 52;
const BAND_HEAD: u32 = 34;
/// Between two columns.
const CHANNEL: u32 = 76;
/// Between two boxes of one gateway's servers, and between two places of the machine.
const CLOSE: u32 = 8;
/// The height of the box of what is outside.
const DOOR: u32 = 28;
/// Between two lines that run beside each other.
const LANE: u32 = 10;

/// Pixels from the left, and from the top.
pub(super) type Point = (u32, u32);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Rectangle {
    pub(super) x: u32,
    pub(super) y: u32,
    pub(super) width: u32,
    pub(super) height: u32,
}

impl Rectangle {
    pub(super) fn right(self) -> u32 {
        self.x + self.width
    }

    pub(super) fn bottom(self) -> u32 {
        self.y + self.height
    }

    fn middle(self) -> u32 {
        self.y + self.height / 2
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Band {
    pub(super) place: Rectangle,
    /// It stands above the boxes of the band's first column, where no line runs.
    pub(super) title: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) class: &'static str,
    pub(super) way: Way,
}

/// How a line runs. It ends with a point that shows where it leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// From one side of a channel to the other.
    Across { from: Point, to: Point },
    /// Out of a box into the channel, along it, and back to a box on the same side.
    Along { from: Point, lane: u32, to: Point },
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Layout {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) bands: Vec<Band>,
    pub(super) doors: Vec<(Rectangle, String)>,
    pub(super) cards: Vec<(Rectangle, Card)>,
    pub(super) lines: Vec<Line>,
}

/// Where the columns begin, and how wide they are.
struct Columns {
    doors: Rectangle,
    tunnel: Rectangle,
    services: Rectangle,
    servers: Rectangle,
    /// Where the last line ends that runs behind the services.
    waiting: u32,
    right: u32,
}

/// A service that has its place.
struct Placed<'a> {
    service: &'a Service,
    card: Card,
    place: Rectangle,
}

impl Layout {
    pub(super) fn of(graph: &Graph) -> Self {
        let columns = Columns::of(graph);
        let mut layout = Self::default();
        let mut placed: Vec<Placed<'_>> = Vec::new();
        let mut y = HEAD;
        for group in &graph.groups {
            let bottom = layout.place_group(group, &columns, y, &mut placed);
            let has_tunnel = group.services.iter().any(|service| service.kind == Kind::Tunnel);
            let has_servers = group.services.iter().any(|service| !service.servers.is_empty());
            let left = if has_tunnel { columns.tunnel.x } else { columns.services.x } - PADDING;
            let right = if has_servers { columns.servers.right() } else { columns.waiting } + PADDING;
            let place = Rectangle { x: left, y, width: right - left, height: bottom - y };
            layout.bands.push(Band { place, title: group.title() });
            y = bottom + GAP;
        }
        layout.draw_routes(&placed);
        layout.draw_waits(&placed);
        layout.cards.extend(placed.into_iter().map(|placed| (placed.place, placed.card)));
        layout.width = columns.right + MARGIN;
        layout.height = y - GAP + MARGIN;
        layout
    }

    /// Places the boxes of a group whose band begins at `top`, and says where the band ends.
    fn place_group<'a>(
        &mut self,
        group: &'a Group,
        columns: &Columns,
        top: u32,
        placed: &mut Vec<Placed<'a>>,
    ) -> u32 {
        let mut y = top + BAND_HEAD;
        let mut tunnel_bottom = y;
        for service in &group.services {
            let card = Card::of_service(service);
            if service.kind == Kind::Tunnel {
                let place = Rectangle { y: tunnel_bottom, height: card.height(), ..columns.tunnel };
                self.door("Cloudflare", place.middle(), place.x, columns, place.middle());
                tunnel_bottom = place.bottom() + GAP;
                placed.push(Placed { service, card, place });
            }
        }
        for service in group.services.iter().filter(|service| service.kind != Kind::Tunnel) {
            let card = Card::of_service(service);
            let servers: Vec<Card> = service.servers.iter().map(Card::of_server).collect();
            let servers_height = stack_height(servers.iter().map(Card::height));
            let doors_height = stack_height(service.published.iter().map(|_| DOOR));
            let half = card.height().max(doors_height).div_ceil(2);
            // A line from the outside passes below the tunnel.
            let lowest = if service.published.is_empty() { y } else { tunnel_bottom.max(y) };
            let middle = (y + servers_height / 2).max(lowest + half);
            let place =
                Rectangle { y: middle - card.height() / 2, height: card.height(), ..columns.services };
            self.place_servers(servers, middle - servers_height / 2, place, columns);
            self.place_doors(service, middle - doors_height / 2, place, columns);
            y = middle + half.max(servers_height.div_ceil(2)) + GAP;
            placed.push(Placed { service, card, place });
        }
        y.max(tunnel_bottom) - GAP + PADDING
    }

    fn place_servers(&mut self, servers: Vec<Card>, top: u32, gateway: Rectangle, columns: &Columns) {
        let mut y = top;
        for card in servers {
            let place = Rectangle { y, height: card.height(), ..columns.servers };
            y = place.bottom() + CLOSE;
            let way =
                Way::Across { from: (gateway.right(), gateway.middle()), to: (place.x, place.middle()) };
            self.lines.push(Line { class: "runs", way });
            self.cards.push((place, card));
        }
    }

    fn place_doors(&mut self, service: &Service, top: u32, place: Rectangle, columns: &Columns) {
        let mut y = top;
        for published in &service.published {
            let middle = y + DOOR / 2;
            let slot = middle.clamp(place.y + LANE, place.bottom() - LANE);
            self.door(published, middle, place.x, columns, slot);
            y += DOOR + CLOSE;
        }
    }

    /// Places the box of what is outside, and its line to the box that begins at `to`.
    fn door(&mut self, text: &str, middle: u32, to: u32, columns: &Columns, slot: u32) {
        let place = Rectangle { y: middle - DOOR / 2, height: DOOR, ..columns.doors };
        let way = Way::Across { from: (place.right(), place.middle()), to: (to, slot) };
        self.doors.push((place, text.to_owned()));
        self.lines.push(Line { class: "calls", way });
    }

    fn draw_routes(&mut self, placed: &[Placed<'_>]) {
        let routes = || {
            placed
                .iter()
                .flat_map(|from| from.service.routes.iter().enumerate().map(move |route| (from, route)))
        };
        for target in placed {
            let leads_here =
                |to: &Target| matches!(to, Target::Service(name) if *name == target.service.name);
            let here: Vec<_> = routes().filter(|(_, (_, route))| leads_here(&route.to)).collect();
            for (index, (from, (number, _))) in here.iter().enumerate() {
                // In the upper half: what comes from the machine has the lower one.
                let slot = target.place.y + share(target.place.height / 2, index, here.len());
                let from = (from.place.right(), from.place.y + from.card.middle_of(RowKind::Route(*number)));
                self.lines
                    .push(Line { class: "calls", way: Way::Across { from, to: (target.place.x, slot) } });
            }
        }
    }

    fn draw_waits(&mut self, placed: &[Placed<'_>]) {
        let mut along: Vec<(Point, Point)> = Vec::new();
        for from in placed {
            for (number, (name, _)) in from.service.waits_for.iter().enumerate() {
                let Some(target) = placed.iter().find(|other| other.service.name == *name) else { continue };
                let y = from.place.y + from.card.middle_of(RowKind::Wait(number));
                let title = target.place.y + Card::TITLE_LINE - 4;
                let way = match (from.service.kind, target.service.kind) {
                    (Kind::Tunnel, _) => {
                        Way::Across { from: (from.place.right(), y), to: (target.place.x, title) }
                    }
                    (_, Kind::Tunnel) => {
                        Way::Across { from: (from.place.x, y), to: (target.place.right(), title) }
                    }
                    _ => {
                        along.push(((from.place.right(), y), (target.place.right(), title)));
                        continue;
                    }
                };
                self.lines.push(Line { class: "waits", way });
            }
        }
        for ((from, to), lane) in along.iter().zip(lanes(&along)) {
            let way = Way::Along { from: *from, lane: from.0 + LANE + lane * LANE, to: *to };
            self.lines.push(Line { class: "waits", way });
        }
    }
}

/// A lane for each line, so that no two that run beside each other are in one.
fn lanes(lines: &[(Point, Point)]) -> Vec<u32> {
    let mut taken: Vec<Vec<(u32, u32)>> = Vec::new();
    let mut found = Vec::new();
    for ((_, from), (_, to)) in lines {
        let (begin, end) = (*from.min(to), *from.max(to));
        let is_free =
            |spans: &Vec<(u32, u32)>| spans.iter().all(|(other, last)| end < *other || *last < begin);
        let lane = taken.iter().position(is_free).unwrap_or(taken.len());
        match taken.get_mut(lane) {
            Some(spans) => spans.push((begin, end)),
            None => taken.push(vec![(begin, end)]),
        }
        found.push(u32::try_from(lane).unwrap_or_default());
    }
    found
}

/// The height of boxes that stand close below each other.
fn stack_height(heights: impl Iterator<Item = u32>) -> u32 {
    heights.map(|height| height + CLOSE).sum::<u32>().saturating_sub(CLOSE)
}

/// Where the `index`th of `count` lines meets a side that is `height` long.
fn share(height: u32, index: usize, count: usize) -> u32 {
    let part = |number: usize| u32::try_from(number).unwrap_or_default();
    height * (part(index) + 1) / (part(count) + 1)
}

impl Columns {
    fn of(graph: &Graph) -> Self {
        let services = || graph.services();
        let widest = |widths: &mut dyn Iterator<Item = u32>| widths.max().unwrap_or_default();
        let published = services().flat_map(|service| &service.published).map(String::as_str);
        let cloudflare = services().any(|service| service.kind == Kind::Tunnel).then_some("Cloudflare");
        let door_width = widest(
            &mut published.chain(cloudflare).map(|text| width(&shortened(text), Size::Row) + 2 * PADDING),
        );
        let of_kind = |is_tunnel: bool| {
            services()
                .filter(move |service| (service.kind == Kind::Tunnel) == is_tunnel)
                .map(|service| Card::of_service(service).width())
        };
        let titles = graph.groups.iter().map(|group| width(&shortened(&group.title()), Size::Row));
        let titles = widest(&mut titles.into_iter());
        let tunnel_width = widest(&mut of_kind(true).map(|width| width.max(titles)));
        let service_width = widest(&mut of_kind(false)).max(titles);
        let server_width = widest(
            &mut services()
                .flat_map(|service| &service.servers)
                .map(|server| Card::of_server(server).width()),
        );
        let column = |x: u32, width: u32| Rectangle { x, y: 0, width, height: 0 };
        let next = |column: Rectangle, channel: u32| {
            if column.width > 0 { column.right() + channel } else { column.x }
        };
        let doors = column(MARGIN, door_width);
        let tunnel = column(next(doors, CHANNEL) + if door_width > 0 { 0 } else { PADDING }, tunnel_width);
        let services_column = column(next(tunnel, CHANNEL), service_width);
        // There is never more than one lane for each that waits.
        let waits = services().map(|service| service.waits_for.len()).sum::<usize>();
        let lanes = u32::try_from(waits).unwrap_or_default() * LANE;
        let lanes = if lanes > 0 { lanes + 2 * LANE } else { 0 };
        let servers = column(next(services_column, CHANNEL.max(lanes + 3 * LANE)), server_width);
        let waiting = services_column.right() + lanes;
        let right = if server_width > 0 { servers.right() } else { waiting } + PADDING;
        Self { doors, tunnel, services: services_column, servers, waiting, right }
    }
}
