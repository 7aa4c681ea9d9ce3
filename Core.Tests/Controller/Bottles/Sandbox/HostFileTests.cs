using System.Runtime.Versioning;
using BotBottle.Controller.Bottles;
using BotBottle.Controller.Folders;

namespace BotBottle.Core.Tests.Controller.Bottles.Sandbox;

/// <summary>Files in a shared folder that programs of the host obey are read-only, or are named when the run has ended.</summary>
[TestFixture, Category("System"), SupportedOSPlatform("linux"), Parallelizable(ParallelScope.All)]
public sealed class HostFileTests
{
    private static readonly HostFile[] MaskedIfThere = [.. HostFileTable.Rows.Where(file => file.Kind == HostFileKind.MaskedIfThere)];

    [Test]
    public void Each_table_row_is_unique_and_has_a_reason()
    {
        Assert.That(HostFileTable.Rows.Select(file => file.Path), Is.Unique);
        Assert.That(HostFileTable.Rows.Select(file => file.Reason), Has.All.Not.Empty);
        Assert.That(HostFileTable.Rows.Where(file => file.Path.Contains('*', StringComparison.Ordinal) && file.Path.Contains('/', StringComparison.Ordinal)),
            Is.Empty, "a pattern applies to a name");
    }

    [Test]
    public async Task Existing_files_are_read_only_and_missing_ones_get_no_placeholder()
    {
        using BottleHost host = new();
        string[] paths = [.. MaskedIfThere.Select(file => file.Path.Replace("*", "work", StringComparison.Ordinal))];
        foreach (string path in paths)
        {
            string full = Path.Combine(host.Project, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            await File.WriteAllTextAsync(full, "the operator's\n");
        }

        string list = string.Join(' ', paths.Select(path => $"'{path}'"));
        var (_, output) = await host.RunAsync(
            $"for f in {list}; do cat \"$f\" >/dev/null || echo UNREADABLE $f; (echo evil >>\"$f\") 2>/dev/null && echo WROTE $f; rm -f \"$f\" 2>/dev/null && "
                + "echo REMOVED $f; mv \"$f\" moved 2>/dev/null && echo MOVED $f; "
            + "d=$(dirname \"$f\"); [ $d = . ] || { mv $d elsewhere 2>/dev/null && echo MOVED $d; }; done; echo x >.yarn/free && echo done");
        Assert.That(output, Is.EqualTo("done\n"));
        foreach (string path in paths)
        {
            Assert.That(await File.ReadAllTextAsync(Path.Combine(host.Project, path)), Is.EqualTo("the operator's\n"));
        }

        using BottleHost empty = new();
        var (_, seen) = await empty.RunAsync("ls -A | tr '\\n' ' '");
        Assert.That(seen.Split(' ', StringSplitOptions.RemoveEmptyEntries), Is.EquivalentTo((string[])[.. HostExecuted.Names, "out"]));
    }

    [Test]
    public async Task New_files_are_named_with_their_reason()
    {
        using BottleHost host = new();
        BottleExit exit =
            await RunAsync(
                host,
                "mkdir .devcontainer sub sub/.vscode node_modules node_modules/x node_modules/x/.vscode .yarn .yarn/plugins; echo x >opencode.json; echo x "
                    + ">team.code-workspace; echo x >sub/.npmrc; echo x >free");
        Assert.That(exit.Left, Has.Count.EqualTo(2), string.Join('\n', exit.Left));
        Assert.That(exit.Left[0], Does.StartWith($"in {host.Project} came while the agent ran").And.Contain(".devcontainer (an editor runs").And.Contain(
            "opencode.json (an agent on the host").And.Contain("team.code-workspace (").And.Contain(".yarn/plugins (").And.Not.Contain("free"));
        Assert.That(exit.Left[1], Does.StartWith($"{host.Project}/sub/.npmrc, {host.Project}/sub/.vscode came while the agent ran"));
        Assert.That((exit.Code, exit.Breaches.Count), Is.EqualTo((0, 0)), "creating one may have been the task");
    }

    [Test]
    public async Task Files_of_task_runners_stay_writable_and_are_named_with_their_lines()
    {
        using BottleHost host = new();
        await File.WriteAllTextAsync(Path.Combine(host.Project, "package.json"), "{\n\"a\": 1,\n\"b\": 2\n}\n");
        await File.WriteAllTextAsync(Path.Combine(host.Project, "Makefile"), "all:\n");
        await File.WriteAllTextAsync(Path.Combine(host.Project, "tox.ini"), "[tox]\n");
        BottleExit exit =
            await RunAsync(
                host,
                "sed -i 's/2/3/' package.json; echo '\ttrue' >>Makefile; rm tox.ini; mkdir -p .github/workflows; printf 'a\\nb\\n' >.github/workflows/ci.yml; "
                    + "ln -s /etc/hosts conftest.py; touch README.md");
        Assert.That(exit.Left[0], Does.StartWith(
            $"in {host.Project} the agent changed what hooks, task runners or agents of this host obey: .github/workflows/ci.yml (new, +2), Makefile (+1 -0), "
                + "conftest.py (new, +1), package.json (+1 -1), tox.ini (removed). "));
        Assert.That(exit.Left[1], Does.StartWith("a symbolic link that came while the agent ran leads out"));
        Assert.That(exit.Left, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_linked_configuration_file_is_reported_and_does_not_stop_the_launch()
    {
        using BottleHost host = new();
        await File.WriteAllTextAsync(Path.Combine(host.Project, "real.json"), "{}");
        File.CreateSymbolicLink(Path.Combine(host.Project, "opencode.json"), "real.json");
        Assert.That((await host.RunAsync("cat opencode.json")).Output, Is.EqualTo("{}"));
        Assert.That(host.Messages.ToString(), Does.Contain($"{host.Project}/opencode.json is reached through a symbolic link, which cannot be made read-only"));
    }

    private static async Task<BottleExit> RunAsync(BottleHost host, string script)
    {
        await using RunningBottle bottle = await host.LaunchAsync(host.Plan("sh", "-c", script) with { Streams = host.Silent });
        await bottle.StartAsync();
        return await bottle.WaitAsync();
    }
}
