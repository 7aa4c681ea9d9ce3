using BotBottle.Controller.Shared;

namespace BotBottle.Core.Tests.Controller.Commands;

[Parallelizable(ParallelScope.All)]
public sealed class BottleHomeTests
{
    [Test]
    public void The_variable_overrides_the_users_home()
    {
        Assert.That(Of(("HOME", "/home/u")).Root, Is.EqualTo("/home/u/.bot-bottle"));
        Assert.That(Of(("HOME", "/home/u"), ("BOT_BOTTLE_HOME", "/srv/../srv/bb/")).Root, Is.EqualTo("/srv/bb"));
        Assert.That(Of(("HOME", "/home/u"), ("BOT_BOTTLE_HOME", "")).ControllerSocket, Is.EqualTo("/home/u/.bot-bottle/controller.sock"));
    }

    [Test]
    public void A_missing_relative_or_too_long_home_is_a_usage_error()
    {
        Assert.That(() => Of(), Throws.TypeOf<CommandFailure>().With.Property("Exit").EqualTo(2));
        Assert.That(() => Of(("BOT_BOTTLE_HOME", "relative")), Throws.TypeOf<CommandFailure>().With.Message.Contains("absolute"));
        Assert.That(() => Of(("BOT_BOTTLE_HOME", "/" + new string('x', 100))), Throws.TypeOf<CommandFailure>().With.Message.Contains("107 bytes"));
    }

    private static BottleHome Of(params (string Name, string Value)[] variables) =>
        BottleHome.Of(variables.ToDictionary(variable => variable.Name, variable => variable.Value));
}
