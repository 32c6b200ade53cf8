//! Staff lists that were uploaded: each waits, with what was chosen for it, until it is confirmed or discarded.

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, Mutex},
};

use super::{
    ending::Said,
    loading::{self, Preview, Progress, StaffFile},
    reading::Choices,
    staff_list::sheet,
    store::{self, ListRow, NewList},
};
use crate::{
    access::{Acting, AdministeredOrganisation, audit::Line},
    entities::people::StaffListState,
    kernel::{
        fault::{Answer, Fault},
        ids::StaffListId,
        time::Day,
    },
    sign_in::Letterhead,
};

/// A staff list of an organisation that the viewer administers.
#[derive(Debug)]
pub struct UploadedList {
    organisation: AdministeredOrganisation,
    row: ListRow,
}

/// Where a list that was confirmed stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It waits to be confirmed.
    Waiting,
    /// It is being loaded: so many hundredths are done, if it is this process that loads it.
    Loading(Option<u8>),
    /// It is loaded.
    Loaded,
    /// It was put aside.
    Discarded,
    /// It could not be loaded, and why; it still waits.
    Failed(String),
}

/// How far the lists are that this process loads. Only a nicety: whether one is loaded stands in the database.
static UNDER_WAY: LazyLock<Mutex<HashMap<StaffListId, u8>>> = LazyLock::new(Mutex::default);

fn note(id: StaffListId, percent: Option<u8>) {
    let mut under_way = UNDER_WAY
        .lock()
        .unwrap_or_else(|poisoned| poisoned.into_inner());
    match percent {
        Some(percent) => under_way.insert(id, percent),
        None => under_way.remove(&id),
    };
}

/// The staff lists of an organisation, the latest first: one page of them, and how many there are.
pub async fn list(
    organisation: &AdministeredOrganisation,
    page: usize,
    size: usize,
) -> Answer<(Vec<ListRow>, usize)> {
    store::staff_lists(organisation, None, page, size).await
}

/// The staff lists that wait to be confirmed, the latest first; the first hundred.
pub async fn list_waiting(organisation: &AdministeredOrganisation) -> Answer<Vec<ListRow>> {
    let waiting = Some(StaffListState::Waiting);
    Ok(store::staff_lists(organisation, waiting, 1, 100).await?.0)
}

/// The staff list that was loaded last.
pub async fn last_loaded(organisation: &AdministeredOrganisation) -> Answer<Option<ListRow>> {
    let loaded = Some(StaffListState::Loaded);
    let (mut lists, _) = store::staff_lists(organisation, loaded, 1, 1).await?;
    Ok(lists.pop())
}

/// Keeps an uploaded file until it is confirmed.
///
/// # Errors
/// Refused with the reason when it is no staff list at all.
pub async fn upload(
    organisation: &AdministeredOrganisation,
    file: StaffFile,
) -> Answer<StaffListId> {
    let acting = organisation.acting();
    let bytes = Arc::clone(&file.bytes);
    let sheet = tokio::task::spawn_blocking(move || sheet::read(&bytes))
        .await
        .map_err(Fault::broken)?
        .map_err(|unreadable| Fault::refused(unreadable.to_string()))?;
    let id = StaffListId::new();
    let write = store::begin(acting).await?;
    let list = NewList {
        id,
        file_name: &file.name,
        checksum: file.checksum(),
        contents: file.bytes.to_vec(),
        effective_on: sheet.effective_on.map(Day),
        rows_read: sheet.rows.len(),
        state: StaffListState::Waiting,
    };
    store::insert_list(organisation, &write, list).await?;
    Line::of("staff list uploaded")
        .system(organisation.system().id)
        .organisation(organisation.id())
        .subject(id.0)
        .to(serde_json::json!({ "file": file.name, "read": sheet.rows.len() }))
        .write(acting, &write)
        .await?;
    write.commit().await?;
    Ok(id)
}

/// A staff list of the organisation.
pub async fn find(organisation: AdministeredOrganisation, id: StaffListId) -> Answer<UploadedList> {
    let row = store::staff_list(&organisation, id).await?;
    Ok(UploadedList { organisation, row })
}

impl UploadedList {
    /// The organisation whose it is.
    pub fn organisation(&self) -> &AdministeredOrganisation {
        &self.organisation
    }

    /// What is known of it, without its file.
    pub fn row(&self) -> &ListRow {
        &self.row
    }

    /// Where it stands.
    pub fn standing(&self) -> Standing {
        match (self.row.state, self.row.begun_at, &self.row.failure) {
            (StaffListState::Loaded, _, _) => Standing::Loaded,
            (StaffListState::Discarded, _, _) => Standing::Discarded,
            (_, Some(begun), _)
                if !store::is_abandoned(begun, self.organisation.acting().now()) =>
            {
                let under_way = UNDER_WAY
                    .lock()
                    .unwrap_or_else(|poisoned| poisoned.into_inner());
                Standing::Loading(under_way.get(&self.row.id).copied())
            }
            (_, _, Some(why)) => Standing::Failed(why.clone()),
            _ => Standing::Waiting,
        }
    }

    /// What was chosen for it so far.
    pub async fn choices(&self) -> Answer<Choices> {
        Ok(self.file().await?.1)
    }

    /// What it would do as things stand, with what was chosen for it.
    pub async fn preview(&self) -> Answer<Preview> {
        let (file, choices) = self.file().await?;
        loading::preview(&self.organisation, &file, &choices).await
    }

    async fn file(&self) -> Answer<(StaffFile, Choices)> {
        let (bytes, choices) = store::contents(&self.organisation, self.row.id).await?;
        let choices = match choices {
            Some(json) => serde_json::from_str(&json).map_err(Fault::broken)?,
            None => Choices::default(),
        };
        let file = StaffFile {
            name: self.row.file_name.clone(),
            bytes: bytes.into(),
        };
        Ok((file, choices))
    }
}

/// Keeps what is chosen for a list, in place of what was chosen before.
pub async fn choose(list: &UploadedList, choices: &Choices) -> Answer<()> {
    let json = serde_json::to_string(choices).map_err(Fault::broken)?;
    let write = store::begin(list.organisation.acting()).await?;
    store::set_choices(&write, list.row.id, json).await?;
    write.commit().await
}

/// Puts a list aside without loading it; its file is not kept.
pub async fn discard(list: &UploadedList) -> Answer<()> {
    let acting = list.organisation.acting();
    let write = store::begin(acting).await?;
    store::discard(&write, list.row.id, acting.now()).await?;
    Line::of("staff list discarded")
        .system(list.organisation.system().id)
        .organisation(list.organisation.id())
        .subject(list.row.id.0)
        .write(acting, &write)
        .await?;
    write.commit().await
}

/// For how many days a list waits to be confirmed: it is full of names, and of no use for long.
const WAITS_DAYS: i32 = 90;

/// Puts aside the lists that have waited too long to be confirmed by anybody. Says how many.
///
/// # Errors
/// Where they cannot be read or put aside.
pub async fn put_aside_old(acting: &Acting) -> Answer<usize> {
    let before = acting.today().plus(-WAITS_DAYS).at_hour(0);
    let old = store::waiting_since_before(acting, before).await?;
    let mut put_aside = 0;
    for (id, organisation) in old {
        let write = store::begin(acting).await?;
        match store::discard(&write, id, acting.now()).await {
            Ok(()) => {}
            // Somebody has just settled it, or is loading it after all.
            Err(Fault::Refused(_)) => continue,
            Err(fault) => return Err(fault),
        }
        Line::of("staff list discarded")
            .organisation(organisation)
            .subject(id.0)
            .write(acting, &write)
            .await?;
        write.commit().await?;
        put_aside += 1;
    }
    Ok(put_aside)
}

/// Loads a list. A loading that fails says why on the list itself, for whoever looks later. `ends` is how many
/// employments it ends, where it is so many that whoever confirms it has to say so.
///
/// # Errors
/// Refused while it is being loaded, or if it is settled already; otherwise as [`loading::load`].
pub async fn confirm(
    list: &UploadedList,
    ends: Option<usize>,
    letterhead: &Letterhead,
) -> Answer<Preview> {
    let id = list.row.id;
    begin(list).await?;
    let progress: Progress = Arc::new(move |percent| note(id, Some(percent)));
    progress(0);
    let outcome = async {
        let (file, choices) = list.file().await?;
        let said = ends.map_or(Said::Nothing, Said::Exactly);
        let (of, letters) = (&list.organisation, letterhead);
        loading::load(of, file, &choices, Some(id), said, letters, progress).await
    }
    .await;
    note(id, None);
    if let Err(fault) = &outcome {
        failed(list, fault).await?;
    }
    outcome
}

async fn begin(list: &UploadedList) -> Answer<()> {
    let acting = list.organisation.acting();
    let write = store::begin(acting).await?;
    store::begin_loading(&write, list.row.id, acting.now()).await?;
    write.commit().await
}

async fn failed(list: &UploadedList, fault: &Fault) -> Answer<()> {
    let why = match fault {
        Fault::Refused(sentence) => sentence.clone(),
        Fault::NotFound | Fault::SignedOut | Fault::Broken(_) => {
            tracing::error!(%fault, "a staff list could not be loaded");
            "Something went wrong, and nothing was written. Try again.".to_owned()
        }
    };
    let write = store::begin(list.organisation.acting()).await?;
    store::loading_failed(&write, list.row.id, &why).await?;
    write.commit().await
}
