//! Where each box and line of the picture is.
//!
//! The picture has columns: what is outside of the stack, the tunnel, the services, the servers of the gateways. A group of
//! services is a band across the last three. Lines run in the channels between the columns, so that none crosses a box.

use super::card::Card;
use super::lines::{LANE, Line, Way, routes, waits};
use super::text::{Size, shortened, width};
use crate::graph::{Graph, Group, Kind, Service};

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
pub(super) struct Placed<'a> {
    pub(super) service: &'a Service,
    pub(super) card: Card,
    pub(super) place: Rectangle,
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
        layout.lines.extend(routes(&placed));
        layout.lines.extend(waits(&placed));
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
}

/// The height of boxes that stand close below each other.
fn stack_height(heights: impl Iterator<Item = u32>) -> u32 {
    heights.map(|height| height + CLOSE).sum::<u32>().saturating_sub(CLOSE)
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
