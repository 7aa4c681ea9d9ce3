using BotBottle.Controller.Definitions;
using BotBottle.Controller.Launching;
using BotBottle.Controller.Shared;
using BotBottle.Core.Logins;

namespace BotBottle.Core.Tests.Controller.Launching;

public sealed class LoginEndingTests
{
    private string _root = "";

    [SetUp]
    public void MakeFolder() => _root = Directory.CreateTempSubdirectory("bot-bottle-login-end-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_root, recursive: true);

    [TestCase(false, "the login claude:work was revoked or has ended, so requests with it were refused. Log in again: bot-bottle login claude --name work")]
    [TestCase(true, "the login claude:work was removed, so requests with it were refused. Log in again: bot-bottle login claude --name work")]
    public void A_login_that_ended_while_its_run_lived_is_named(bool isRemoved, string said)
    {
        Login login = new() { Agent = "claude", Name = "work", AccessToken = "sk-ant-oat01-a", RevokedAt = DateTimeOffset.UnixEpoch };
        string path = LoginStore.PathOf(_root, login.Use);
        LoginStore.MakeFolder(path);
        LoginStore.Write(path, login);
        if (isRemoved)
        {
            LoginStore.Remove(path);
        }

        using StringWriter error = new();
        CommandHost host = new(TextWriter.Null, error, new Dictionary<string, string>(), _root, TimeProvider.System, Colours: false);
        LoginEnding.Tell(host, [new HostLogin(login, path, IsNamed: true)]);
        Assert.That(error.ToString(), Does.Contain(said));
    }
}
