using System.Diagnostics;
using BotBottle.Controller.Bottles;
using BotBottle.Controller.Workspaces;
using BotBottle.Core.Control;
using BotBottle.Core.Tests.EndToEnd;

namespace BotBottle.Core.Tests.Controller.Workspaces;

/// <summary>A repository of a host with one commit, and a run's clone of it. Commands of an agent work in the clone with plain git.</summary>
internal sealed class WorkspaceSite : IDisposable
{
    private WorkspaceSite(string root) => Root = root;

    /// <summary>The folder of everything, removed at the end.</summary>
    public string Root { get; }

    /// <summary>The host's repository.</summary>
    public string Repository => Path.Combine(Root, "repository");

    /// <summary>The run's folder.</summary>
    public string RunFolder => Path.Combine(Root, "run");

    /// <summary>The clone.</summary>
    public string Work => KeptWorkspace.FolderIn(RunFolder);

    /// <summary>A file that exists if something of the agent's ran on the host.</summary>
    public string Canary => Path.Combine(Root, "canary");

    /// <summary>Makes the repository, with further commands of its owner, then the clone.</summary>
    public static async Task<WorkspaceSite> MakeAsync(string owner = "", bool isClean = false, bool isMade = true)
    {
        WorkspaceSite site = new(Directory.CreateTempSubdirectory("bot-bottle-test-").FullName);
        Directory.CreateDirectory(site.Repository);
        Directory.CreateDirectory(site.RunFolder);
        await site.OwnerAsync(
            "git init -q -b main && git config user.name o && git config user.email o@o.test && mkdir d && echo one > a && echo two > d/b && git add . "
                + "&& git commit -qm first");
        await site.OwnerAsync(owner);
        if (isMade)
        {
            site.Make(isClean);
        }

        return site;
    }

    /// <summary>Makes the clone.</summary>
    public BottleWorkspace Make(bool isClean) => WorkspaceMaker.Make(WorkspaceKind.Clone, isClean, Repository, RunFolder)!;

    /// <summary>Runs a command of the owner in the repository; it has to succeed.</summary>
    public Task<string> OwnerAsync(string command) => ShellAsync(Repository, command);

    /// <summary>Runs a command of the agent in the clone, with the objects where they are on the host.</summary>
    public Task<string> AgentAsync(string command) => ShellAsync(
        Work, $"export GIT_ALTERNATE_OBJECT_DIRECTORIES='{Repository}/.git/objects' CANARY='{Canary}'; git config user.name a; git config user.email a@a.test; "
            + command);

    /// <summary>Takes the work back.</summary>
    public TakenWork Take() => new WorkTaker(WorkspaceMaker.Git()).Take(KeptWorkspace.Read(RunFolder)!, RunFolder, "run1");

    /// <summary>Takes the work back, to be merged or applied.</summary>
    public ReturnedWork Return() => new(WorkspaceMaker.Git(), KeptWorkspace.Read(RunFolder)!, RunFolder, Take(), WorkTaker.PrefixOf("run1"));

    /// <inheritdoc/>
    public void Dispose()
    {
        // .NET removes no file whose name is no UTF-8.
        using Process removal = Process.Start("rm", ["-rf", "--", Root]);
        removal.WaitForExit();
    }

    private static async Task<string> ShellAsync(string folder, string command)
    {
        CommandResult result = await Command.RunAsync("/bin/sh", ["-c", command], folder);
        Assert.That(result.ExitCode, Is.Zero, $"{command}: {result}");
        return result.Output.Trim();
    }
}
