using System.Runtime.Versioning;
using BotBottle.Controller.Folders;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Bottles.Sandbox;

/// <summary>
/// <c>--isolation sandbox</c>: user, network, process and IPC namespaces by unshare and bubblewrap, an allowlist of mounts, a system call filter. It works
/// without root and is as strong with it.
/// </summary>
/// <param name="messages">Receives messages for the caller: another run uses the same folder, or git will not work.</param>
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
        var owned = new List<IDisposable>();
        SandboxBottle bottle;
        try
        {
            var (launch, shares) = Prepare(plan, owned);
            var parts = launch.Start();
            shares.UsedBy(parts.InitPid);
            bottle = new SandboxBottle(parts, owned, shares.Guard, plan);
            if (cancel.IsCancellationRequested)
            {
                Processes.Signal(parts.Init, Signal.Kill);
            }
        }
        catch (Exception error)
        {
            owned.ForEach(one => one.Dispose());
            launched.SetException(error is BottleException ? error : new BottleException($"the bottle could not be built: {error.Message}", error));
            return;
        }

        launched.SetResult(bottle);
        bottle.Keep();
    }

    private (SandboxLaunch Launch, BottleShares Shares) Prepare(BottlePlan plan, List<IDisposable> owned)
    {
        var programs = SandboxPrograms.Find();
        var user = UserAccount.Current();
        var shares = BottleShares.Prepare(plan, user, messages, owned);
        var tools = ToolFolders.Find(
            plan.HostEnvironment.GetValueOrDefault("PATH", "/usr/bin:/bin"), shares.Home, plan.Command[0], shares.WorkingFolder, shares.Protected,
            [.. shares.Shares.Where(share => !share.ReadOnly).Select(share => share.Path)]);
        if (VisibleProgram.Problem(plan.Command[0], tools, shares) is { } problem)
        {
            messages.WriteLine($"bot-bottle: {TerminalText.Clean(problem)}"); // and the run ends with 127, as in a shell
        }

        var etc = plan.Files.Etc;
        var proxyPort = Launcher.Ports[0].Port;
        EtcFolder.Write(etc, plan, user, shares.Home);
        var java = SystemJava.Find(tools.Path, plan.ExtraEnvironment);
        java?.UseProxy(etc, proxyPort);
        var git = GitCommand.Write(plan.Files.Bin, tools.Path);
        var environment = BottleEnvironment.Make(
            plan, git ? $"{GitCommand.Folder}:{tools.Path}" : tools.Path, shares.Home, user.Name, proxyPort,
            java is null ? EtcFolder.Trust : EtcFolder.Trust with { JavaStore = null });
        GitVariables.AddTo(environment, shares.GuardsRepository);
        var steps = BottleTree.Steps(plan.Files, shares.Home, tools.Folders, shares.Shares);
        var launch = new SandboxLaunch(
            programs,
            OwnProgram.Find(),
            Bubblewrap.Arguments(user, steps, environment, shares.WorkingFolder),
            shares.Masks,
            plan);
        return (launch, shares);
    }
}
