"""Facts that belong together are kept together by the database, not by good will."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib.postgres.fields import DateRangeField
from django.db import connection
from django.db.models import CheckConstraint, Model

from tests.architecture.source import ROOMS
from tests.each import each

PAIRS: dict[str, dict[str, str]] = {
    "organization.Membership": {
        "exactly one of bureau, department, station": "membership_in_exactly_one_unit",
        "one of the three separated duties": "membership_separated_duties",
    },
    "organization.SignInCount": {
        "locked after it began": "signin_locked_after_it_began"
    },
    "organization.AccountSession": {
        "ended_at with the reason": "session_ended_says_why",
        "expires_at after started_at": "session_expires_after_it_started",
    },
    "organization.Factor": {"a passkey with its handle": "factor_passkey_has_a_handle"},
    "organization.FactorReset": {
        "one at a time": "factor_reset_one_at_a_time",
        "answered_at with a name": "factor_reset_answer_has_a_name",
        "asked and confirmed by two": "factor_reset_needs_two",
    },
    "organization.Bureau": {
        "a recall within a day": "bureau_recall_within_a_day",
        "a term within a month": "bureau_admission_within_a_month",
    },
    "personnel.Posting": {
        "station or department": "posting_in_exactly_one_unit",
        "one place at a time": "posting_no_overlap",
    },
    "personnel.Post": {"station or department": "post_in_exactly_one_unit"},
    "personnel.PostingOrder": {
        "state with decided_at, meeting, number": "order_decided_has_meeting",
        "state with ended_at": "order_ended_has_reason",
        "consulting with answer_due": "order_consulting_has_a_term",
        "asked in a turn": "order_asked_in_a_turn",
    },
    "personnel.LeavePart": {
        "station or department": "leave_part_in_exactly_one_unit",
        "a day in one part": "leave_part_no_overlap",
    },
    "personnel.PostingLine": {
        "station or department": "order_line_in_exactly_one_unit",
        "end after first": "order_line_ends_later",
        "an officer once": "order_line_officer_once",
    },
    "personnel.OrderSaying": {
        "an answer or a reply": "saying_answers_or_replies",
        "no with a reason": "saying_no_has_a_reason",
    },
    "personnel.StaffingRequest": {
        "state with answered_at": "request_answered_has_a_name"
    },
    "personnel.Ability": {"a level once in a series": "ability_level_once"},
    "personnel.Attainment": {"one at a time": "attainment_no_overlap"},
    "personnel.Limit": {
        "effect with what it bars": "limit_names_what_it_bars",
        "avoidance is no wish": "limit_avoidance_bars",
    },
    "personnel.SelectionRound": {
        "ranks_until after wishes_until": "round_ranks_after_wishes",
        "state with opened_at": "round_opened_has_time",
        "state with published_at": "round_published_has_time",
        "state with ended_at and a reason": "round_ended_has_time",
    },
    "personnel.RoundPost": {
        "once in a round": "round_post_once",
        "closed_at with a reason": "round_post_closed_has_reason",
        "ranked_at with ranked_by": "round_post_ranked_has_a_name",
    },
    "personnel.RoundWish": {"a place once": "wish_place_once"},
    "personnel.RoundRank": {"a place once": "rank_place_once"},
    "personnel.RoundResult": {
        "stable without a blocking pair": "result_stable_has_no_blocking_pair"
    },
    "personnel.RoundMatch": {"post with choice": "match_has_post_and_choice"},
    "personnel.DueVisit": {
        "station or department": "visit_in_exactly_one_unit",
        "state with closed_at": "visit_closed_has_a_name",
        "done with visited_on": "visit_done_has_a_day",
        "forgotten once closed": "visit_forgotten_once_closed",
    },
    "personnel.Commendation": {
        "station or department": "commendation_in_exactly_one_unit",
        "published with endorsed_at": "commendation_published_is_endorsed",
        "state with ended_at": "commendation_ended_has_reason",
    },
    "personnel.NoBlameNote": {"forgotten after it": "note_is_forgotten_later"},
    "personnel.Leave": {"one leave at a time": "leave_no_overlap"},
    "personnel.DutyRegime": {
        "one regime at a time": "regime_no_overlap",
        "hours from and to": "regime_hours_in_pairs",
        "shares between 0 and 1": "regime_shares_are_shares",
    },
    "tasking.Directive": {
        "department or own station": "directive_has_one_requester",
        "approved_at with approver": "directive_approval_has_a_name",
        "state with issued_at": "directive_issued_has_time",
        "statutory with basis": "directive_statutory_has_basis",
        "reserved without title": "directive_reserved_has_no_title",
        "corrected once": "directive_corrected_once",
    },
    "tasking.DirectiveTarget": {"once per station": "directive_target_once"},
    "tasking.Assignment": {
        "once per station": "assignment_once_per_station",
        "an event's start and end": "assignment_event_has_start_and_end",
        "hours never negative": "assignment_work_not_negative",
    },
    "tasking.Notice": {
        "due_on with todo": "notice_due_says_what",
        "last not before due_on": "notice_holds_until_due",
        "withdrawn_at with a name and a reason": "notice_withdrawn_has_a_reason",
        "spared people with their time": "notice_spared_people_and_time",
    },
    "tasking.NoticeReceipt": {
        "once per station": "notice_once_per_station",
        "understood_at with a name": "notice_understood_has_a_name",
    },
    "tasking.NoticeReading": {"once by each": "notice_read_once_by_each"},
    "tasking.NoticeQuestion": {"answer with a name": "notice_answer_has_a_name"},
    "tasking.HelpTerms": {"shorter where more urgent": "help_terms_grow_with_calm"},
    "tasking.Difficulty": {
        "waiting with answer_due": "difficulty_clock_runs_while_waiting",
        "routing without a department": "difficulty_routing_has_no_department",
        "closed with closed_at and an outcome": "difficulty_closed_has_an_outcome",
        "answer with answered_at": "difficulty_answer_has_time",
    },
    "tasking.GuidanceVisit": {
        "one planned at a time": "guidance_planned_once",
        "done_on with a name and what was done": "guidance_done_is_recorded",
    },
    "tasking.KnowledgeArticle": {
        "outdated_at with a reason": "knowledge_outdated_has_a_reason"
    },
    "tasking.TrainingPurpose": {"a category or a kind": "training_answers_one_topic"},
    "coordination.Conflict": {"state with settled_at": "conflict_settled_has_time"},
    "coordination.AdmissionCase": {
        "one open at a time": "admission_one_at_a_time",
        "a number once in an office": "admission_number_once",
        "state with decided_at": "admission_decided_has_time",
    },
    "coordination.EmergencyOrder": {
        "until after logged_at": "emergency_ends_after_it_began",
        "logged_at after ordered_at": "emergency_logged_after_the_call",
        "reviewed_at with reviewed_by": "emergency_review_has_a_name",
    },
    "coordination.Proposal": {
        "one at a time about a conflict": "proposal_one_at_a_time",
        "state with closed_at": "proposal_closed_has_time",
    },
    "coordination.ProposalParty": {
        "department or station": "party_is_one_unit",
        "answer with answered_at": "party_answer_has_time",
        "an answer is somebody's or silence": "party_answer_is_somebodys_or_silence",
        "asked once per department": "party_department_once",
        "asked once per station": "party_station_once",
    },
    "coordination.AcceptedRisk": {
        "one at a time": "risk_one_at_a_time",
        "with a reason": "risk_has_a_reason",
    },
    "coordination.Delegation": {
        "department or station": "delegation_in_one_unit",
        "one deputy at a time": "delegation_one_at_a_time",
        "somebody else": "delegation_to_somebody_else",
    },
    "budget.Line": {"once": "line_once"},
    "budget.Balance": {"no step above the one before": "balance_is_a_chain"},
    "budget.Delivery": {"no step above the one before": "delivery_is_a_chain"},
    "budget.Disbursement": {
        "released_at with another's name": "disbursement_needs_two",
        "cancelled_at with a reason": "disbursement_cancelled_has_reason",
    },
    "budget.Dispute": {
        "one at a time": "dispute_one_at_a_time",
        "answer with answered_at": "dispute_answer_has_a_name",
        "closed_at with closed_by": "dispute_closed_has_a_name",
    },
    "budget.Entry": {
        "counter with what it takes back": "entry_counter_names_another",
        "kind with disbursement": "entry_names_its_disbursement",
        "disbursed once": "entry_disbursed_once",
    },
    "budget.Norm": {"end after first": "norm_lasts"},
    "budget.Expense": {
        "year with spent_on": "expense_of_its_year",
        "counter with a reason": "expense_counter_says_why",
    },
    "budget.Repayment": {
        "once": "repayment_once",
        "undone_at with undone_by": "repayment_undone_has_a_name",
    },
    "coordination.DirectiveCost": {"money with its fund": "cost_with_money_names_it"},
    "coordination.CalendarFeed": {"revoked_at with whose": "feed_revoked_has_a_name"},
    "coordination.CostPayment": {
        "one task at a time": "cost_payment_once",
        "ended_at with ended_by": "cost_payment_ended_has_a_name",
    },
    "budget.Statement": {"version with a reason": "statement_anew_has_reason"},
    "desk.InboxItem": {"once per matter and person": "inbox_once"},
    "desk.Job": {"done within total": "job_done_within_total"},
    "desk.IdempotencyKey": {"once per user": "idempotency_key_once"},
}
"""Model -> facts that belong together -> the constraint that keeps them so."""

ORDERED = (("release", "due"), ("start", "end"), ("window_start", "window_end"))
UNORDERED = {
    "tasking.DirectiveTarget": "has no start of its own",
    "coordination.Conflict": "written by the check alone, from findings of the core",
}


def own_models() -> list[type[Model]]:
    return [m for m in apps.get_models() if m._meta.app_label in ROOMS]


every_model = each(own_models())
stored_model = each([m for m in own_models() if not m._meta.proxy])


def checks(model: type[Model]) -> list[CheckConstraint]:
    return [c for c in model._meta.constraints if isinstance(c, CheckConstraint)]


@stored_model
def test_a_model_has_a_name_people_know(model: type[Model]) -> None:
    assert "verbose_name" in model._meta.original_attrs


@every_model
def test_a_row_says_what_it_is(model: type[Model]) -> None:
    assert model.__str__ is not Model.__str__


@stored_model
def test_a_period_is_never_empty(model: type[Model]) -> None:
    """An empty range contains no day, overlaps nothing, and so escapes every rule."""
    for field in model._meta.get_fields():
        if isinstance(field, DateRangeField):
            wanted = f"{field.name}__isempty"
            found = [c for c in checks(model) if wanted in str(c.condition)]
            assert found, f"{field}: an empty period could be stored"


@stored_model
def test_what_begins_ends_later(model: type[Model]) -> None:
    names = {field.name for field in model._meta.get_fields()}
    for first, last in ORDERED:
        if not {first, last} <= names or model._meta.label in UNORDERED:
            continue
        found = [c for c in checks(model) if f"F({first})" in str(c.condition)]
        assert found, f"{model._meta.label}: {last} could lie before {first}"


@each(PAIRS)
def test_pairs_are_kept_by_a_constraint(label: str) -> None:
    model = apps.get_model(label)
    declared = {constraint.name for constraint in model._meta.constraints}
    missing = {fact: n for fact, n in PAIRS[label].items() if n not in declared}
    assert not missing


@pytest.mark.django_db
def test_the_database_has_every_declared_constraint() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE convalidated"
            " UNION SELECT indexname FROM pg_indexes"
        )
        stored = {row[0] for row in cursor.fetchall()}
    declared = {
        constraint.name
        for model in own_models()
        if not model._meta.proxy
        for constraint in model._meta.constraints
    }
    assert declared <= stored
