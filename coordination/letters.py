"""What this room tells people: one line per kind of letter, see `desk.letters`.

What is told of duplicates stands in `letters_twice`.
"""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.letters import Kind, Said, register


def _conflict(said: Said) -> str:
    """The shortfall is told where there is one: not of a clash."""
    if said["kind"] != "deadline":
        return _("New conflict at %(station)s.") % said
    return _("New conflict at %(station)s: %(shortfall_hours)s hours short.") % said


def _recalled(said: Said) -> str:
    """Of reserved strength nobody is named."""
    if said["by"]:
        return _("%(by)s recalled “%(task)s” (%(number)s); nothing is owed.") % said
    return _("“%(task)s” was recalled; nothing is owed.") % said


def _answered(said: Said) -> str:
    """What a unit said to a plan."""
    texts = {
        "accepted": _("%(department)s agrees to the plan for %(station)s."),
        "countered": _("%(department)s suggests otherwise for %(station)s."),
        "declined": _("%(department)s does not agree to the plan for %(station)s."),
        "escalated": _("%(department)s asks for coordination over %(station)s."),
    }
    return texts.get(said["answer"], texts["accepted"]) % said


register(
    Kind("conflict_new", gettext_lazy("A new conflict"), _conflict),
    Kind(
        "conflict_settled",
        gettext_lazy("A conflict is settled"),
        gettext_lazy("Settled at %(station)s: everything fits again."),
    ),
    Kind(
        "directive_sent_back",
        gettext_lazy("An own task sent back to be changed"),
        gettext_lazy("%(by)s sent “%(task)s” back to be changed."),
        binding=True,
    ),
    Kind(
        "directive_again",
        gettext_lazy("The draft of a recurring task is there"),
        gettext_lazy("“%(task)s” is due %(due)s again: look at the draft, issue it."),
    ),
    Kind(
        "directive_approved",
        gettext_lazy("An own task approved and issued"),
        gettext_lazy("%(by)s approved “%(task)s”; issued as %(number)s."),
    ),
    Kind(
        "directive_recalled",
        gettext_lazy("A task recalled"),
        _recalled,
        binding=True,
    ),
    Kind(
        "objection_file",
        gettext_lazy("An opinion to answer"),
        gettext_lazy("%(station)s has an opinion on “%(task)s”; answer by %(until)s."),
        binding=True,
    ),
    Kind(
        "objection_escalate",
        gettext_lazy("An opinion to broker over"),
        gettext_lazy("%(station)s asks for brokering over “%(task)s”, by %(until)s."),
        binding=True,
    ),
    Kind(
        "objection_refer",
        gettext_lazy("An opinion put before the bureau leader"),
        gettext_lazy(
            "The opinion on “%(task)s” is before the bureau leader, who decides by"
            " %(until)s."
        ),
        binding=True,
    ),
    Kind(
        "objection_silence",
        gettext_lazy("An opinion nobody answered in time"),
        gettext_lazy(
            "Nobody answered the opinion on “%(task)s” in time: the bureau leader is"
            " to decide by %(until)s."
        ),
        binding=True,
    ),
    Kind(
        "objection_keep",
        gettext_lazy("An opinion answered: it stays as it is"),
        gettext_lazy("“%(task)s” stays as it is; the reason is with the opinion."),
        binding=True,
    ),
    Kind(
        "objection_uphold",
        gettext_lazy("An opinion upheld"),
        gettext_lazy("The opinion on “%(task)s” was upheld; %(station)s owes nothing."),
        binding=True,
    ),
    Kind(
        "objection_change",
        gettext_lazy("A date or hours changed after an opinion"),
        gettext_lazy("After the opinion of %(station)s “%(task)s” was changed."),
        binding=True,
    ),
    Kind(
        "objection_take_back",
        gettext_lazy("An opinion taken back"),
        gettext_lazy("%(station)s has taken its opinion on “%(task)s” back."),
    ),
    Kind(
        "objection_rest",
        gettext_lazy("An opinion closed by the clock"),
        gettext_lazy("The opinion on “%(task)s” was not taken further and is closed."),
    ),
    Kind(
        "objection_moot",
        gettext_lazy("An opinion closed with its task"),
        gettext_lazy("“%(task)s” is owed no more; the opinion on it is closed."),
    ),
    Kind(
        "proposal_asked",
        gettext_lazy("A plan to answer"),
        gettext_lazy("A plan for %(station)s waits for your answer by %(until)s."),
        binding=True,
    ),
    Kind(
        "proposal_reminder",
        gettext_lazy("A reminder to answer a plan"),
        gettext_lazy("Reminder: the plan for %(station)s waits until %(until)s."),
        binding=True,
    ),
    Kind("proposal_answered", gettext_lazy("An own plan answered"), _answered),
    Kind(
        "proposal_brokered",
        gettext_lazy("A plan to broker over"),
        gettext_lazy("The plan for %(station)s could not be agreed: please broker."),
        binding=True,
    ),
    Kind(
        "proposal_submitted",
        gettext_lazy("A plan to decide"),
        gettext_lazy("The plan for %(station)s is before you for a decision."),
        binding=True,
    ),
    Kind(
        "proposal_stale",
        gettext_lazy("A plan overtaken by other facts"),
        gettext_lazy(
            "The facts at %(station)s have changed; of the plan nothing was applied."
        ),
        binding=True,
    ),
    Kind(
        "proposal_carried_out",
        gettext_lazy("A plan carried out"),
        gettext_lazy("The plan for %(station)s was carried out."),
        binding=True,
    ),
    Kind(
        "proposal_refused",
        gettext_lazy("A plan not approved"),
        gettext_lazy("The leader did not approve the plan for %(station)s."),
        binding=True,
    ),
    Kind(
        "proposal_withdrawn",
        gettext_lazy("A plan withdrawn"),
        gettext_lazy("The plan for %(station)s was withdrawn."),
    ),
    Kind(
        "proposal_over",
        gettext_lazy("A plan no longer needed"),
        gettext_lazy("The conflict at %(station)s is gone; nothing is to answer."),
    ),
)

register(
    Kind(
        "admission_submit",
        gettext_lazy("A task waits for admission"),
        gettext_lazy("“%(task)s” (%(number)s) waits for admission, from %(by)s."),
        binding=True,
    ),
    Kind(
        "admission_tell",
        gettext_lazy("A task issued, the office told"),
        gettext_lazy("%(by)s issued “%(task)s” (%(number)s); comment if need be."),
    ),
    Kind(
        "admission_admit",
        gettext_lazy("An own task admitted"),
        gettext_lazy("“%(task)s” (%(number)s) was admitted by %(by)s."),
    ),
    Kind(
        "admission_return",
        gettext_lazy("An own task returned by the office"),
        gettext_lazy("%(by)s returned “%(task)s” (%(number)s) for changes."),
        binding=True,
    ),
    Kind(
        "admission_offer",
        gettext_lazy("Conditions to be answered"),
        gettext_lazy("“%(task)s” (%(number)s) may pass with conditions: answer them."),
        binding=True,
    ),
    Kind(
        "admission_accept",
        gettext_lazy("Conditions accepted"),
        gettext_lazy("%(by)s took the conditions for “%(task)s” (%(number)s)."),
    ),
    Kind(
        "admission_decline",
        gettext_lazy("Conditions declined"),
        gettext_lazy("%(by)s did not take the conditions for “%(task)s”."),
        binding=True,
    ),
    Kind(
        "admission_escalate",
        gettext_lazy("A leader asked to decide on a task"),
        gettext_lazy("%(by)s put “%(task)s” (%(number)s) before the leader."),
        binding=True,
    ),
    Kind(
        "admission_signature",
        gettext_lazy("A task admitted, to be signed"),
        gettext_lazy("“%(task)s” (%(number)s) is admitted and waits to be signed."),
        binding=True,
    ),
    Kind(
        "admission_comment",
        gettext_lazy("The office comments on an own task"),
        gettext_lazy("The office comments on “%(task)s” (%(number)s)."),
    ),
    Kind(
        "remit_report",
        gettext_lazy("An out-of-remit report to answer"),
        gettext_lazy(
            "%(station)s reports “%(title)s”, asked by %(requester)s, as outside police"
            " duties."
        ),
        binding=True,
    ),
    Kind(
        "remit_confirmed",
        gettext_lazy("An out-of-remit report is in effect"),
        gettext_lazy("“%(title)s” is not owed: it lies outside police duties."),
        binding=True,
    ),
    Kind(
        "remit_refused",
        gettext_lazy("An out-of-remit report was not confirmed"),
        gettext_lazy("“%(title)s” lies within police duties and is to be done."),
        binding=True,
    ),
    Kind(
        "acting_named",
        gettext_lazy("Named as acting chief"),
        gettext_lazy(
            "You act for %(by)s at %(station)s from %(first)s to %(last)s, both inside."
        ),
        binding=True,
    ),
    Kind(
        "acting_ended",
        gettext_lazy("Acting as chief is over"),
        gettext_lazy("You do not act for %(by)s at %(station)s any more."),
        binding=True,
    ),
)


def _displaced(said: Said) -> str:
    """With a date where one may be proposed."""
    if said["due"]:
        return (
            _(
                "%(by)s issued “%(task)s” in an emergency: “%(own)s” no longer fits at"
                " %(station)s; it would by %(due)s."
            )
            % said
        )
    return (
        _(
            "%(by)s issued “%(task)s” in an emergency: “%(own)s” no longer fits at"
            " %(station)s."
        )
        % said
    )


register(
    Kind(
        "override_issued",
        gettext_lazy("A task issued in an emergency, to be reviewed"),
        gettext_lazy("%(by)s issued “%(task)s” (%(number)s) in an emergency."),
        binding=True,
    ),
    Kind(
        "override_displaced",
        gettext_lazy("An own task displaced by an emergency"),
        _displaced,
        binding=True,
    ),
    Kind(
        "override_ending",
        gettext_lazy("An emergency task ends soon"),
        gettext_lazy(
            "“%(task)s” (%(number)s) is in force until %(until)s only: report, or have"
            " it renewed."
        ),
        binding=True,
    ),
    Kind(
        "override_ended",
        gettext_lazy("An own emergency task has ended"),
        gettext_lazy("“%(task)s” (%(number)s) was in force until %(until)s."),
    ),
    Kind(
        "override_reviewed",
        gettext_lazy("An own emergency task reviewed"),
        gettext_lazy("%(by)s reviewed “%(task)s” (%(number)s)."),
    ),
)
