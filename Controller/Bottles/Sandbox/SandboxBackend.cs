using System.Runtime.Versioning;
using BotBottle.Controller.Commands.Text;
using BotBottle.Controller.Native;

namespace BotBottle.Controller.Bottles.Sandbox;

/// <summary>
/// <c>--isolation sandbox</c>: user, network, process and IPC namespaces by unshare and bubblewrap, an allowlist of mounts, a
/// system call filter. Works without root and is no weaker with it.
/// </summary>
/// <param name="messages">What the caller should know: another run in the same folder, git that will not work.</param>
[SupportedOSPlatform("linux")]
internal sealed class SandboxBackend(TextWriter messages) : IBottleBackend
{
    /// <inheritdoc/>
    public string Name => "sandbox";

    /// <inheritdoc/>
    public Task<RunningBottle> LaunchAsync(BottlePlan plan, CancellationToken cancel)
    {
        var launched = new TaskCompletionSource<RunningBottle>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => Run(plan, launched, cancel)) { IsBackground = true, Name = $"bottle {plan.RunId}" }.Start();
        return launched.Task;
    }

    private void Run(BottlePlan plan, TaskCompletionSource<RunningBottle> launched, CancellationToken cancel)
    {
        var holds = new List<IDisposable>();
        SandboxBottle bottle;
        try
        {
            var (launch, review) = Prepare(plan, holds);
            var parts = launch.Start();
            bottle = new SandboxBottle(parts, holds, review);
            if (cancel.IsCancellationRequested)
            {
                Processes.Signal(parts.Init, Signal.Kill);
            }
        }
        catch (Exception error)
        {
            holds.ForEach(hold => hold.Dispose());
            launched.SetException(error is BottleException ? error : new BottleException($"the bottle could not be built: {error.Message}", error));
            return;
        }

        var jobControl = JobControl.Open(bottle.Group);
        launched.SetResult(bottle);
        bottle.Keep(jobControl);
    }

    private (SandboxLaunch Launch, FolderReview Review) Prepare(BottlePlan plan, List<IDisposable> holds)
    {
        var programs = SandboxPrograms.Find();
        var user = UserAccount.Current();
        var home = Home(plan, user);
        var protectedPaths = new ProtectedPaths([home, .. user.Home is { } own ? [own] : Array.Empty<string>()], plan.StateFolder);
        StandardStreams.RefuseFolders(plan.Streams);

        var workingFolder = Paths.Real(plan.WorkingFolder);
        var shares = new ShareSet(protectedPaths).Inspect(plan.Shares.Append(new Share(workingFolder, ReadOnly: false)), plan.SteeringFiles);
        var review = new FolderReview(shares.Where(share => !share.ReadOnly && Directory.Exists(share.Path)).Select(share => share.Path));
        var placeholders = new List<FolderPlaceholders>();
        foreach (var share in shares)
        {
            Hold(plan.StateFolder, share, placeholders, holds);
        }

        var tools = ToolFolders.Find(
            plan.HostEnvironment.GetValueOrDefault("PATH", "/usr/bin:/bin"), home, plan.Command[0], workingFolder, protectedPaths,
            [.. shares.Where(share => !share.ReadOnly).Select(share => share.Path)]);
        foreach (var folder in (string[])["home", "tmp"])
        {
            Directory.CreateDirectory(Path.Combine(plan.RunFolder, folder), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        HomeFiles.Write(Path.Combine(plan.RunFolder, "home"), plan);
        EtcFolder.Write(Path.Combine(plan.RunFolder, "etc"), plan, user, home);
        var environment = BottleEnvironment.Make(
            plan, tools.Path, home, user.Name, Launcher.Ports[0].Port, EtcFolder.Trust);
        var steps = BottleTree.Steps(plan.RunFolder, home, tools.Folders, shares);
        var launch = new SandboxLaunch(
            programs,
            OwnProgram.Find(),
            Bubblewrap.Arguments(user, steps, environment, workingFolder),
            new MaskSet([.. shares.SelectMany(share => share.Masks.Masked)], [.. placeholders.SelectMany(folder => folder.Made)]),
            plan);
        return (launch, review);
    }

    private void Hold(string stateFolder, SharedPath share, List<FolderPlaceholders> placeholders, List<IDisposable> holds)
    {
        foreach (var note in share.Masks.Notes)
        {
            messages.WriteLine($"bot-bottle: {TerminalText.Clean(note)}"); // it may quote what an earlier agent wrote
        }

        foreach (var group in share.Masks.Placeholders)
        {
            var held = FolderPlaceholders.Hold(stateFolder, group.Key, group);
            placeholders.Add(held);
            holds.Add(held);
            if (!held.Alone)
            {
                messages.WriteLine(
                    $"bot-bottle: another run uses {group.Key} too: through files and sockets in it the two agents can lend each other their way out.");
            }
        }
    }

    private static string Home(BottlePlan plan, UserAccount user)
    {
        var home = plan.HostEnvironment.GetValueOrDefault("HOME") ?? user.Home ?? "/";
        return home.StartsWith('/') && home != "/" ? Paths.Real(home) : "/home/agent";
    }
}
