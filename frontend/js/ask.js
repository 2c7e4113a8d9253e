// A piece of a page, or null. Where the session has ended, the whole page goes to the sign-in and back here.
export async function asFragment(url) {
  const headers = { "HX-Request": "true", "HX-Current-URL": location.href };
  const answer = await fetch(url, { headers }).catch(() => null);
  const away = answer?.headers.get("HX-Redirect");
  if (away) location.assign(away);
  return answer?.ok && !answer.redirected ? answer : null;
}
