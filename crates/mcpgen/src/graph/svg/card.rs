//! What stands in the box of a service or of a server, and how large that makes it.

use super::text::{Size, shortened, width};
use crate::graph::{Kind, Server, Service, Target};

/// The height of the first line with what is above it, of a row, and of what is below the last.
const TOP: u32 = 30;
const ROW: u32 = 18;
const BOTTOM: u32 = 8;
/// What is left free at the left and at the right of the texts.
pub(super) const SIDE: u32 = 14;
/// The width of the key before the name of a secret.
pub(super) const KEY: u32 = 18;

/// A box with texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Card {
    pub(super) class: &'static str,
    pub(super) title: String,
    pub(super) rows: Vec<Row>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) kind: RowKind,
    pub(super) text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RowKind {
    /// What it is, and other remarks.
    Remark,
    /// The name of a secret.
    Secret,
    /// A route, by its number.
    Route(usize),
    /// Something that it waits for, by its number.
    Wait(usize),
}

impl Card {
    pub(super) fn of_service(service: &Service) -> Self {
        let remark = |text: String| Row { kind: RowKind::Remark, text };
        let mut rows = vec![remark(service.kind.words().to_owned()), remark(service.image.clone())];
        rows.extend(service.remarks.iter().cloned().map(remark));
        rows.extend(service.secrets.iter().map(|name| secret(name)));
        rows.extend(service.waits_for.iter().enumerate().map(|(number, (name, until))| Row {
            kind: RowKind::Wait(number),
            text: format!("waits until {name} is {until}"),
        }));
        rows.extend(service.routes.iter().enumerate().map(|(number, route)| {
            let text = match &route.to {
                Target::Service(_) => route.from.clone(),
                Target::Address(address) => format!("{} → {address}", route.from),
                Target::Status(status) => format!("{} → {status}", route.from),
            };
            Row { kind: RowKind::Route(number), text }
        }));
        let class = match service.kind {
            Kind::Tunnel => "tunnel",
            Kind::Gateway => "gateway",
            Kind::Container => "container",
        };
        Self { class, title: service.name.clone(), rows }
    }

    pub(super) fn of_server(server: &Server) -> Self {
        let place = server.place.iter().map(|place| Row { kind: RowKind::Remark, text: place.clone() });
        let rows = place.chain(server.secrets.iter().map(|name| secret(name))).collect();
        Self { class: "server", title: server.name.clone(), rows }
    }

    pub(super) fn width(&self) -> u32 {
        let rows = self.rows.iter().map(|row| {
            let key = if row.kind == RowKind::Secret { KEY } else { 0 };
            key + width(&shortened(&row.text), Size::Row)
        });
        let widest = rows.max().unwrap_or_default().max(width(&shortened(&self.title), Size::Title));
        widest + 2 * SIDE
    }

    pub(super) fn height(&self) -> u32 {
        let rows = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        TOP.saturating_add(rows.saturating_mul(ROW)).saturating_add(BOTTOM)
    }

    /// How far below the upper edge the base line of the title is.
    pub(super) const TITLE_LINE: u32 = 22;

    /// How far below the upper edge the base line of the row is.
    pub(super) fn row_line(index: usize) -> u32 {
        TOP + u32::try_from(index).unwrap_or_default() * ROW + 13
    }

    /// How far below the upper edge the middle of the row of that kind is.
    pub(super) fn middle_of(&self, kind: RowKind) -> u32 {
        let index = self.rows.iter().position(|row| row.kind == kind).unwrap_or_default();
        Self::row_line(index).saturating_sub(4)
    }
}

fn secret(name: &str) -> Row {
    Row { kind: RowKind::Secret, text: name.to_owned() }
}
