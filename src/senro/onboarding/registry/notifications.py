"""What onboarding tells people through the bell."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from senro.kernel.notifications import register_notification

register_notification(
    "onboarding.purpose.added",
    _("%(account)s added the purpose %(code)s; %(tasks)s tasks came with it"),
)
register_notification(
    "onboarding.case.at_risk",
    _(
        "%(account)s needs attention: last contact %(days_since_inbound_contact)s days ago,"
        " %(phase_age_days)s days in phase %(phase)s (planned %(phase_days)s)"
    ),
)
register_notification(
    "onboarding.case.stalled",
    _("%(account)s cannot be reached: stalled in phase %(phase)s after %(phase_age_days)s days"),
)
register_notification("onboarding.case.assigned", _("You lead the onboarding of %(account)s now"))
register_notification("onboarding.dead_flag.proposed", _("A dead flag is proposed for %(account)s"))

# N9, N10 of criteria. `title` is the criterion as it was written.
register_notification(
    "onboarding.criterion.custom_asked",
    _("%(who)s asks to approve a criterion of its own for %(account)s: %(title)s"),
)
register_notification(
    "onboarding.criterion.approved", _("Your criterion for %(account)s was approved: %(title)s")
)
register_notification(
    "onboarding.criterion.refused",
    _("Your criterion for %(account)s was refused: %(title)s (%(reason)s)"),
)
register_notification(
    "onboarding.waiver.asked", _("%(who)s asks to waive a criterion of %(account)s: %(title)s")
)
register_notification(
    "onboarding.waiver.approved", _("The waiver for %(account)s was approved: %(title)s")
)
register_notification(
    "onboarding.waiver.refused",
    _("The waiver for %(account)s was refused: %(title)s (%(reason)s)"),
)
register_notification(
    "onboarding.criteria.variance",
    _("%(account)s has %(number)s completion criteria of its own"),
)
