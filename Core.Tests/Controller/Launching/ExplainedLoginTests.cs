using BotBottle.Controller.Launching;
using BotBottle.Controller.Shared;
using BotBottle.Core.Logins;
using BotBottle.Core.Policy;
using BotBottle.Core.Refusals;

namespace BotBottle.Core.Tests.Controller.Launching;

public sealed class ExplainedLoginTests
{
    private string _root = "";

    [SetUp]
    public void MakeFolder() => _root = Directory.CreateTempSubdirectory("bot-bottle-explained-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_root, recursive: true);

    [TestCase("model_call", 400)]
    [TestCase("free", 401)]
    public void A_request_with_a_login_that_has_ended_is_refused(string call, int status)
    {
        Keep(DateTimeOffset.UnixEpoch);
        Explanation told = Complete("login claude:work", call);
        Assert.That((told.Verdict, told.Code, told.Status), Is.EqualTo((ExplainVerdict.Refused, RefusalCode.CredentialMissing, status)));
        Assert.That(told.Message, Does.Contain("the login claude:work was revoked or has ended, as platform.claude.com said at 1970-01-01 00:00 UTC"));
        Assert.That(told.Allow, Is.EqualTo(new[] { "log in again: bot-bottle login claude --name work" }));
    }

    [Test]
    public void A_login_that_was_removed_is_named() =>
        Assert.That(Complete("login claude:work", "free").Message, Does.Contain("the login claude:work was removed"));

    [TestCase("login claude:work")]
    [TestCase("ANTHROPIC_API_KEY")]
    [TestCase(null)]
    public void Other_requests_stay_as_the_controller_explained_them(string? credential)
    {
        Keep(null);
        Assert.That(Complete(credential, "free").Verdict, Is.EqualTo(ExplainVerdict.Allowed));
    }

    private void Keep(DateTimeOffset? revokedAt)
    {
        Login login = new() { Agent = "claude", Name = "work", AccessToken = "sk-ant-oat01-a", RefreshToken = "sk-ant-ort01-a", RevokedAt = revokedAt };
        string path = LoginStore.PathOf(Path.Combine(_root, "logins"), login.Use);
        LoginStore.MakeFolder(path);
        LoginStore.Write(path, login);
    }

    private Explanation Complete(string? credential, string call) => ExplainedLogin.Complete(
        new Explanation(
            "1", "blue-fox", "POST", "https://api.anthropic.com/", ExplainVerdict.Allowed, null, null, null, null, "claude", call, credential, [], []),
        new CommandHost(
            TextWriter.Null, TextWriter.Null, new Dictionary<string, string> { ["BOT_BOTTLE_HOME"] = _root }, _root, TimeProvider.System, Colours: false));
}
