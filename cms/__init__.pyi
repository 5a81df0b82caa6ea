"""The public names of Sen: all that a plugin may import, and where each is defined.

Type checkers read this file; ``cms/__init__.py`` takes its list from here.
"""

from cms import documents as documents, richtext as richtext, text as text
from cms.accounts.current import current_user as current_user
from cms.accounts.guard import (
    public as public,
    requires as requires,
    requires_fresh_login as requires_fresh_login,
    requires_login as requires_login,
)
from cms.accounts.models import User as User
from cms.accounts.permissions import (
    ANONYMOUS as ANONYMOUS,
    SYSTEM as SYSTEM,
    holds as holds,
)
from cms.actors import Actor as Actor
from cms.build_context import current_build as current_build
from cms.builtin import legacy_encodings as legacy_encodings
from cms.builtin.accounts.pending_login import (
    pass_login_step as pass_login_step,
    pending_login as pending_login,
)
from cms.builtin.desk.blueprints import desk_blueprint as desk_blueprint
from cms.builtin.desk.item.recognisers import find_records as find_records
from cms.builtin.desk.item.saving import save_record as save_record
from cms.builtin.loading import get_item as get_item
from cms.builtin.pages.children import Child as Child
from cms.builtin.pagination import (
    Page as Page,
    capped_count as capped_count,
    page_of as page_of,
)
from cms.builtin.rates import limited as limited
from cms.builtin.related_items import related as related
from cms.builtin.spreadsheets import (
    TABLE_FORMATS as TABLE_FORMATS,
    Sheet as Sheet,
    SheetCell as SheetCell,
    Table as Table,
    read_workbook as read_workbook,
    write_tables as write_tables,
)
from cms.builtin.statements import visible_statement as visible_statement
from cms.caching import (
    keep_for_nobody as keep_for_nobody,
    keep_until as keep_until,
    page_shows as page_shows,
)
from cms.content import fields as fields, service as service
from cms.content.checks import media_texts_of as media_texts_of, texts_of as texts_of
from cms.content.effects import apply_effects as apply_effects
from cms.content.fields.forms import ItemForm as ItemForm, RowForm as RowForm
from cms.content.revisions.projection import refresh_search as refresh_search
from cms.content.spine.access import (
    can as can,
    editable as editable,
    holds_for as holds_for,
    known_to as known_to,
    may as may,
    visible as visible,
)
from cms.content.spine.affiliations import (
    affiliations as affiliations,
    person_of as person_of,
)
from cms.content.spine.models import (
    Item as Item,
    ItemDetail as ItemDetail,
    ItemRelation as ItemRelation,
    Revision as Revision,
    Section as Section,
)
from cms.content.spine.queries import (
    current_snapshot as current_snapshot,
    items_by_id as items_by_id,
    live_revision as live_revision,
    sections as sections,
    titles as titles,
    with_details as with_details,
)
from cms.contributions import (
    Action as Action,
    Area as Area,
    Card as Card,
    Column as Column,
    Command as Command,
    ContentType as ContentType,
    DemoItem as DemoItem,
    Embed as Embed,
    EventFields as EventFields,
    ExchangePart as ExchangePart,
    Fragment as Fragment,
    HealthCheck as HealthCheck,
    Job as Job,
    LinkPlace as LinkPlace,
    LinkSource as LinkSource,
    LoginStep as LoginStep,
    MediaPass as MediaPass,
    Message as Message,
    NavItem as NavItem,
    Panel as Panel,
    Permission as Permission,
    Picker as Picker,
    Projection as Projection,
    Reference as Reference,
    Relation as Relation,
    Rule as Rule,
    SitemapPaths as SitemapPaths,
    Slot as Slot,
    Step as Step,
    StepEffect as StepEffect,
)
from cms.database.base import (
    BigId as BigId,
    UTCDateTime as UTCDateTime,
    utcnow as utcnow,
)
from cms.database.changes import UNSEEN as UNSEEN
from cms.database.transaction import transaction as transaction
from cms.errors import (
    Conflict as Conflict,
    Forbidden as Forbidden,
    NotFound as NotFound,
    Problem as Problem,
    Refused as Refused,
)
from cms.extensions import Model as Model, db as db
from cms.features.intake import read_docx as read_docx
from cms.features.intake.html import from_html as from_html
from cms.forms import Form as Form
from cms.hookspecs import (
    EVERY_TYPE as EVERY_TYPE,
    hookimpl as hookimpl,
    speaks_for as speaks_for,
)
from cms.i18n import site_zone as site_zone
from cms.jobs import enqueue as enqueue
from cms.people import Affiliation as Affiliation, Duty as Duty
from cms.recognisers import Finding as Finding, Recogniser as Recogniser
from cms.security_headers import cacheable as cacheable
from cms.settings import get_settings as get_settings, setting as setting
from cms.theming import render as render
from cms.views import flash_problems as flash_problems, wants_json as wants_json

__all__: list[str]
