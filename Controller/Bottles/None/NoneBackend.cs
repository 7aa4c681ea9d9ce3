using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using BotBottle.Controller.Folders;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;
using BotBottle.Core.Control;

namespace BotBottle.Controller.Bottles.None;

/// <summary>
/// <c>--isolation none</c>: no isolation. The agent is told to use its proxy and is metered if it does, but it is not forced to. Meant for macOS and for
/// troubleshooting.
/// </summary>
/// <param name="messages">Receives the warning.</param>
internal sealed class NoneBackend(TextWriter messages) : IBottleBackend
{
    /// <inheritdoc/>
    public string Name => "none";

    /// <inheritdoc/>
    public Task<RunningBottle> LaunchAsync(BottlePlan plan, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        messages.WriteLine(
            "bot-bottle: WARNING: --isolation none: NOTHING IS ENFORCED. The agent can reach every host, read every file of yours and skip "
            + "its proxy; budgets, cuts and rules hold only as long as it cooperates. Use --isolation sandbox.");
        if (plan.ProxyCredentials is null)
        {
            throw new BottleException("without isolation the proxy listens on the host's loopback, where every user can connect: it needs a password.");
        }

        var path = plan.HostEnvironment.GetValueOrDefault("PATH", "/usr/bin:/bin");
        var program = Executable.Find(plan.Command[0], path, plan.WorkingFolder)
            ?? throw new BottleException($"{plan.Command[0]} is not found along PATH.");

        var home = plan.Files.Home;
        var trust = new TrustFiles(plan.Files.Ca, plan.Files.CaBundle, plan.Files.JavaStore);
        Directory.CreateDirectory(home);
        HomeFiles.Write(home, plan);
        File.WriteAllText(trust.Ca, plan.CaPem);
        var bundle = TrustBundle.Make(plan.CaPem);
        File.WriteAllText(trust.Bundle, bundle);
        File.WriteAllBytes(trust.JavaStore!, JavaTrustStore.Make(bundle));

        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen(512);
        var port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        var environment = BottleEnvironment.Make(plan, path, home, UserAccount.Current().Name, port, trust);
        GitVariables.AddTo(environment, guarded: false);
        environment["TMPDIR"] = Path.GetTempPath();

        var request = new SpawnRequest
        {
            Path = program,
            Arguments = [.. plan.Command.Skip(1)],
            Environment = environment,
            WorkingFolder = plan.WorkingFolder,
            Descriptors = [.. plan.Streams.Mappings()],
            NewSession = true,
            Terminal = plan.Streams.Terminal,
        };
        var led = SessionLeader.TryLead(request);

        FolderGuard? guard = OperatingSystem.IsLinux() ? GuardOf(plan) : null;

        // A garbage-collected socket closes its handle, but this one must live as long as the bottle.
        return Task.FromResult<RunningBottle>(
            new NoneBottle(
                led ?? request, led is not null, guard, plan.OnBreach, new BottleListener(ListenerKind.Proxy, port, Descriptors.Duplicate(socket.SafeHandle))));
    }

    /// <summary>Makes the guard. Without isolation there are no masks, but the folder is still checked at the end.</summary>
    [SupportedOSPlatform("linux")]
    private static FolderGuard GuardOf(BottlePlan plan)
    {
        string[] folders = [.. plan.Shares.Where(share => !share.ReadOnly).Select(share => Paths.Real(share.Path)).Append(Paths.Real(plan.WorkingFolder))
            .Distinct().Where(Directory.Exists)];
        return new FolderGuard(folders, [], plan.TellBreach, configs: null, plan.RunFolder);
    }
}
