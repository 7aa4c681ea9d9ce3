using BotBottle.Controller.Definitions;
using BotBottle.Core.Control;
using BotBottle.Core.Providers;
using BotBottle.Core.Routes;

namespace BotBottle.Core.Tests.Controller.Launching;

[Parallelizable(ParallelScope.All)]
public sealed class KnownSecretsTests
{
    [Test]
    public void The_recorded_command_contains_no_known_secret()
    {
        DlpConfiguration dlp = new([new SecretValue("A", "horse-staple"), new SecretValue("B", "correct-horse-staple")], [], []);
        HostCredentials keys = new([new ProviderCredential("claude", "ANTHROPIC_API_KEY", "sk-the-key-of-mine")]);
        IReadOnlyList<string> told = KnownSecrets.Mask(
            ["sh", "-c", "x=correct-horse-staple y=horse-staple curl -H 'X: sk-the-key-of-mine'", "token-of-a-route"], dlp, keys,
            [new RouteSecret("T", "token-of-a-route"), new RouteSecret("S", "short")]);
        Assert.That(told, Is.EqualTo(new[] { "sh", "-c", "x=*** y=*** curl -H 'X: ***'", "***" }));
    }
}
