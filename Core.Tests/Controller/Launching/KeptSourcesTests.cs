using BotBottle.Controller.Launching;
using BotBottle.Controller.Shared;

namespace BotBottle.Core.Tests.Controller.Launching;

public sealed class KeptSourcesTests
{
    private static readonly KeptSources Kept = new(["OPENAI_API_KEY"], ["TOKEN"], ["/nowhere/secrets"]);

    [TestCase("OPENAI_API_KEY,TOKEN", "", "/nowhere/secrets was there")]
    [TestCase("OPENAI_API_KEY", "/nowhere/secrets", "TOKEN was there")]
    [TestCase("", "", "OPENAI_API_KEY and TOKEN and /nowhere/secrets were there")]
    [TestCase("CODEX_API_KEY,TOKEN", "/nowhere/secrets", null)]
    [TestCase("", "OPENAI_API_KEY,TOKEN,/nowhere/secrets", null)]
    public void Missing_sources_are_reported(string set, string without, string? problem)
    {
        Dictionary<string, string> environment = set.Split(',').ToDictionary(name => name, _ => "value");
        Assert.That(
            () => Kept.Require("otter", environment, without.Split(',')),
            problem is null ? Throws.Nothing : Throws.InstanceOf<CommandFailure>().With.Message.Contains(problem).And.Property("Exit").EqualTo(2));
    }
}
