using System.Diagnostics;
using BotBottle.Controller.Shared;

namespace BotBottle.Core.Tests.Controller.Commands;

/// <summary>A home that another user could write is refused.</summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class HomeSafetyTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("bb").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private string Home => Path.Combine(_root, "home");

    [TestCase("700", null)]
    [TestCase("755", null)]
    [TestCase("777", "chmod 700 HOME")]
    [TestCase("770", "chmod 700 HOME")]
    [TestCase("702", "chmod 700 HOME")]
    [TestCase("1777", "chmod 700 HOME")]
    public void A_home_writable_by_others_is_refused_with_the_command_that_closes_it(string mode, string? command)
    {
        Make(Home, mode);
        Judge(command);
    }

    [TestCase("757", "chmod go-w ROOT/way")]
    [TestCase("775", "chmod go-w ROOT/way")]
    [TestCase("1777", null)]
    [TestCase("755", null)]
    public void A_parent_in_which_others_can_rename_the_home_is_refused(string mode, string? command)
    {
        string parent = Path.Combine(_root, "way");
        Make(parent, mode);
        Judge(command, Path.Combine(parent, "home")); // which does not exist yet
        Make(Path.Combine(parent, "home"), "700");
        File.CreateSymbolicLink(Home, Path.Combine("way", "home"));
        File.CreateSymbolicLink(Path.Combine(_root, "round"), Path.Combine(_root, "way", "..", "home"));
        foreach (string way in new[] { Path.Combine(parent, "home"), Home, Path.Combine(_root, "round") })
        {
            Make(parent, mode);
            Judge(command, way);
        }
    }

    [TestCase("settings.yml", "666", "chmod go-w HOME/settings.yml")]
    [TestCase("settings.yml", "646", "chmod go-w HOME/settings.yml")]
    [TestCase("settings.yml", "664", null)]
    [TestCase("settings.yml", "644", null)]
    [TestCase("bot-bottle.db", "602", "chmod go-w HOME/bot-bottle.db")]
    [TestCase("controller.sock", "622", "chmod go-w HOME/controller.sock")]
    [TestCase("bottles/web.md", "666", "chmod go-w HOME/bottles/web.md")]
    [TestCase("trusted-agents", "622", "chmod go-w HOME/trusted-agents")]
    [TestCase("whatever", "666", "chmod go-w HOME/whatever")]
    [TestCase("agents/fixer.md", "646", "chmod go-w HOME/agents/fixer.md")]
    public void A_file_of_the_home_writable_by_others_is_refused(string name, string mode, string? command)
    {
        Make(Home, "700");
        string file = Path.Combine(Home, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, "");
        File.SetUnixFileMode(file, (UnixFileMode)Convert.ToInt32(mode, 8));
        Judge(command);
    }

    [TestCase("755", "664", "chmod go-w ROOT/dots/settings.yml")]
    [TestCase("777", "644", "chmod go-w ROOT/dots")]
    [TestCase("755", "644", null)]
    public void The_target_of_a_link_is_checked_with_the_path_to_it(string folder, string mode, string? command)
    {
        Make(Home, "700");
        string dots = Path.Combine(_root, "dots");
        Make(dots, folder);
        File.WriteAllText(Path.Combine(dots, "settings.yml"), "");
        File.SetUnixFileMode(Path.Combine(dots, "settings.yml"), (UnixFileMode)Convert.ToInt32(mode, 8));
        File.CreateSymbolicLink(Path.Combine(Home, "settings.yml"), "../dots/settings.yml");
        Judge(command);
    }

    [Test]
    public void The_advised_command_works_in_a_shell()
    {
        string home = Path.Combine(_root, "it's a home");
        Make(home, "777");
        CommandFailure refused = Assert.Throws<CommandFailure>(() => Of(home))!;
        Run("sh", "-c", refused.Advice!["Close it: ".Length..]);
        Assert.That(() => Of(home), Throws.Nothing);
    }

    [Test]
    public void A_group_writable_file_is_refused_if_the_group_can_reach_it()
    {
        Make(Home, "750");
        string file = Path.Combine(Home, "settings.yml");
        File.WriteAllText(file, "");
        File.SetUnixFileMode(file, (UnixFileMode)Convert.ToInt32("664", 8));
        Judge("chmod go-w HOME/settings.yml");
    }

    [Test]
    public void A_definitions_folder_writable_by_others_is_refused()
    {
        Make(Home, "700");
        Make(Path.Combine(Home, "bottles"), "777");
        Judge("chmod go-w HOME/bottles");
    }

    [Test]
    public void A_home_or_parent_of_another_user_is_refused([Values("home", "way")] string owned)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Assert.Ignore("only root can give a folder away");
        }

        string parent = Path.Combine(_root, "way");
        Make(parent, "755");
        string home = Path.Combine(parent, "home");
        Make(home, "700");
        Run("chown", "12345", owned == "home" ? home : parent);
        Assert.That(() => Of(home), Throws.TypeOf<CommandFailure>().With.Message.Contains("belongs to user 12345"));
    }

    [Test]
    public void A_link_that_leads_upwards_is_judged_by_its_target()
    {
        string parent = Path.Combine(_root, "way");
        Make(parent, "777");
        Directory.CreateDirectory(Path.Combine(parent, "x"));
        File.CreateSymbolicLink(Home, "way/x/..");
        Judge("chmod go-w ROOT/way");
        Make(parent, "1777");
        Judge("chmod 700 ROOT/way");
    }

    [Test]
    public void Circular_links_are_refused_and_dangling_ones_accepted()
    {
        File.CreateSymbolicLink(Home, Home);
        Assert.That(() => Of(Home), Throws.TypeOf<CommandFailure>());
        File.CreateSymbolicLink(Path.Combine(_root, "dangling"), Path.Combine(_root, "nothing"));
        Assert.That(() => Of(Path.Combine(_root, "dangling")), Throws.Nothing);
    }

    private void Judge(string? command, string? home = null)
    {
        string at = home ?? Home;
        if (command is null)
        {
            Assert.That(() => Of(at), Throws.Nothing);
            return;
        }

        string expected = command.Replace("HOME", Home, StringComparison.Ordinal).Replace("ROOT", _root, StringComparison.Ordinal);
        Assert.That(() => Of(at), Throws.TypeOf<CommandFailure>().With.Property("Exit").EqualTo(2).And.Property("Advice").EqualTo($"Close it: {expected}"));
        string[] words = expected.Split(' ');
        Run(words[0], words[1..]);
        Assert.That(() => Of(at), Throws.Nothing, "the advised command closes it");
    }

    private static BottleHome Of(string home) => BottleHome.Of(new Dictionary<string, string> { ["BOT_BOTTLE_HOME"] = home });

    private static void Make(string folder, string mode)
    {
        Directory.CreateDirectory(folder);
        File.SetUnixFileMode(folder, (UnixFileMode)Convert.ToInt32(mode, 8));
    }

    private static void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments)!;
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, program);
    }
}
