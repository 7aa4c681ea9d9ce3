using System.Runtime.Versioning;
using BotBottle.Controller.Bottles.Terminals;
using BotBottle.Controller.Native;

namespace BotBottle.Core.Tests.Controller.Bottles.Terminals;

/// <summary>The keys that stop a bottle that does not handle them.</summary>
[SupportedOSPlatform("linux"), Parallelizable(ParallelScope.All)]
public sealed class SuspendKeyTests
{
    private const long Later = 5000; // ms, longer than it waits

    [TestCase("\u001a", "", true)]
    [TestCase("a", "", false)]
    [TestCase("\0", "susp undef", false)] // Ctrl-Space in emacs
    [TestCase("\u001a", "susp undef", false)]
    [TestCase("\u001a", "-isig", false)]
    [TestCase("\u0019", "susp ^Y", true)]
    public async Task Only_the_suspend_key_of_the_terminal_suspends(string keys, string settings, bool stops)
    {
        using BottleHost host = new();
        using PseudoTerminal pty = PseudoTerminal.Open(null, 0);
        (int code, string output) = await host.OnHostAsync("/usr/bin/stty", ["-F", pty.Path, .. settings.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.That(code, Is.Zero, output);
        SuspendKey suspend = new(pty);
        suspend.Typed(System.Text.Encoding.ASCII.GetBytes(keys));
        Assert.That(suspend.TakeIgnored(Environment.TickCount64 + Later), Is.EqualTo(stops));
    }
}
