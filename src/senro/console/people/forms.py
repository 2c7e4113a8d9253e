"""Forms about oneself."""

from allauth.account import forms as allauth_forms
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from senro.kernel.models import Person


class ProfileForm(forms.Form):
    """Name and language."""

    name = forms.CharField(label=_("Name"), max_length=100)
    locale = forms.ChoiceField(
        label=_("Language"),
        choices=[("", _("As the browser says")), *settings.LANGUAGES],
        required=False,
    )


class ResetPasswordForm(allauth_forms.ResetPasswordForm):
    """A link to the address that Senro knows, never to one that somebody had earlier."""

    def clean_email(self) -> str:
        """The people of this address as it stands now."""
        email: str = super().clean_email()
        known = Person.objects.filter(email__iexact=email, is_active=True, undone_at=None)
        self.users = list(known)
        return email
