using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text.Json;
using BotBottle.Controller.Bottles.Resources;
using BotBottle.Controller.Bottles.Sandbox;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Bottles.Container;

/// <summary>
/// <c>--isolation container</c>: a docker or podman container without a network and without capabilities, under the sandbox's system call filter. Its first
/// process waits at a named pipe until the proxy accepts connections on the listeners. nsenter opens these in the container's network namespace, because .NET
/// never enters a namespace itself.
/// </summary>
/// <param name="messages">Receives messages for the caller.</param>
[SupportedOSPlatform("linux")]
internal sealed partial class ContainerBackend(TextWriter messages) : IBottleBackend
{
    private const string Nsenter = "/usr/bin/nsenter";
    private const uint OwnerOnly = 0x180; // 0600
    private const int MostTries = 100;

    /// <inheritdoc/>
    public string Name => "container";

    /// <inheritdoc/>
    public Task<RunningBottle> LaunchAsync(BottlePlan plan, CancellationToken cancel) => Task.Run<RunningBottle>(() => Launch(plan, cancel), cancel);

    private ContainerBottle Launch(BottlePlan plan, CancellationToken cancel)
    {
        var owned = new List<IDisposable>();
        var listeners = new List<BottleListener>();
        Engine? engine = null;
        ChildProcess? client = null;
        FileStream? gate = null;
        try
        {
            engine = Engine.Find(plan.HostEnvironment, plan.WorkingFolder);
            var user = UserAccount.Current();
            var shares = BottleShares.Prepare(plan, user, messages, owned);
            var kept = plan.Files.Image;
            var image = plan.Resumed && File.Exists(kept)
                ? File.ReadAllText(kept)
                : plan.Image ?? throw new BottleException("--isolation container needs an image.");
            var folder = WriteFiles(plan, shares, user, engine, image);
            var terminal = plan.Streams.Terminal?.Numbers is [0, 1, ..];
            RemoveIfThere(engine, plan); // left over from a run that was frozen and whose end was not handled
            try
            {
                engine.Run(ContainerWords.Create(engine, plan, shares, user, folder, image, terminal));
            }
            finally
            {
                File.Delete(Path.Combine(folder, "env")); // it contains the values of --env, and is no longer needed
            }

            // Opened before the start, so that our death is an end of file at the gate: a container is not our child and would wait there for ever. Opened for
            // reading too, so that the open does not block.
            gate = new FileStream(Path.Combine(folder, "gate"), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
            cancel.ThrowIfCancellationRequested();

            // On the bottle's terminal, not on ours: the engine's client forwards keys and sizes, and its output is filtered too.
            client = Spawner.Start(
                engine.Request(["start", "--attach", "--interactive", "--detach-keys", "", ContainerWords.NameOf(plan)], [.. plan.Streams.Mappings()]) with
            {
                NewSession = true, Terminal = plan.Streams.Terminal,
            });
            var init = AwaitInit(engine, plan, client);
            shares.UsedBy(init);
            NamespaceCeilings.Set(init, plan.Limits.Processes);
            Niceness.StandBack(init);
            TakeListeners(init, listeners);
            return new ContainerBottle(engine, plan, client, init, listeners, shares, owned, gate, image);
        }
        catch (Exception error)
        {
            if (engine is not null)
            {
                RemoveIfThere(engine, plan);
            }

            client?.Wait();
            gate?.Dispose();
            listeners.ForEach(listener => listener.Dispose());
            owned.ForEach(one => one.Dispose());
            throw error is BottleException or OperationCanceledException
                ? error
                : new BottleException($"the container could not be built: {error.Message}", error);
        }
    }

    /// <summary>Writes the container's files to runs/ID/container, a folder that the container does not see as a whole.</summary>
    private static string WriteFiles(BottlePlan plan, BottleShares shares, UserAccount user, Engine engine, string image)
    {
        var folder = plan.Files.Container;
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true); // left over from before a resume
        }

        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        EtcFolder.WriteOwn(Path.Combine(folder, "etc"), plan);
        File.WriteAllText(Path.Combine(folder, "seccomp.json"), SeccompProfile.Make(RuntimeInformation.ProcessArchitecture));
        var environment = BottleEnvironment.Make(plan, PathOf(engine, image), shares.Home, user.Name, Launcher.Ports[0].Port, EtcFolder.Trust);
        GitVariables.AddTo(environment, shares.GuardsRepository);
        environment.TryAdd("ftp_proxy", ""); // engines would pass on the host's own value, which may contain a password
        environment.TryAdd("FTP_PROXY", "");
        foreach (var (name, value) in environment)
        {
            if (value.AsSpan().ContainsAny('\n', '\r'))
            {
                throw new BottleException(
                    $"the variable {name} has a line end in it, which a container engine's --env-file does not take: leave it out, or use --isolation "
                        + "sandbox.");
            }
        }

        // A file and not --env, because every process can read a command line.
        File.WriteAllLines(Path.Combine(folder, "env"), environment.Select(pair => $"{pair.Key}={pair.Value}"));
        Errno.Check(MakePipe(Path.Combine(folder, "gate"), OwnerOnly), "mkfifo");
        return folder;
    }

    /// <summary>Gets the image's PATH: the agent's tools are the image's.</summary>
    private static string PathOf(Engine engine, string image)
    {
        const string Usual = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
        string inspected;
        try
        {
            inspected = engine.Run("image", "inspect", "--format", "{{json .Config.Env}}", image);
        }
        catch (BottleException failure) when (failure.Message.Contains("not known", StringComparison.Ordinal)
            || failure.Message.Contains("No such image", StringComparison.OrdinalIgnoreCase))
        {
            throw new BottleException($"the image {image} is not on this host; pull it first: {engine.Name} pull {image}", failure);
        }

        var variables = JsonSerializer.Deserialize<string[]?>(inspected) ?? [];
        return variables.FirstOrDefault(variable => variable.StartsWith("PATH=", StringComparison.Ordinal))?["PATH=".Length..] ?? Usual;
    }

    private static int AwaitInit(Engine engine, BottlePlan plan, ChildProcess client)
    {
        BottleException? gone = null;
        for (int tries = 0; client.Poll(stops: false) is null; tries++)
        {
            try
            {
                if (int.TryParse(engine.Run("inspect", "--format", "{{.State.Pid}}", ContainerWords.NameOf(plan)), NumberStyles.None,
                    CultureInfo.InvariantCulture, out var pid) && pid > 0)
                {
                    return pid;
                }
            }
            catch (BottleException failure)
            {
                // A container that does not start is removed, and then its client ends.
                gone ??= failure;
                if (tries == MostTries)
                {
                    throw;
                }
            }

            Polling.Wait([], 20);
        }

        string ended = $"the container ended at its start; the message of {engine.Name} is above.";
        throw gone is null ? new BottleException(ended) : new BottleException(ended, gone);
    }

    private static void TakeListeners(int init, List<BottleListener> listeners)
    {
        var own = OwnProgram.Find();
        var (control, theirs) = Descriptors.SocketPair();
        using (control)
        {
            ChildProcess child;
            using (theirs)
            {
                child = Spawner.Start(new SpawnRequest
                {
                    Path = Nsenter,
                    Arguments = [.. Namespaces.WordsForRoot(init, "--user"), "--net", "--target",
                        init.ToString(CultureInfo.InvariantCulture), "--", own.Path, .. own.Prefix, Launcher.ListenVerb],
                    Environment = own.Environment,
                    WorkingFolder = "/",
                    Descriptors = [new(theirs, LauncherDescriptors.Control)],
                    NewSession = true,
                });
            }

            var all = Launcher.TakeListeners(control, listeners);
            child.Wait();
            if (!all)
            {
                throw new BottleException(
                    "the container's listeners could not be opened; the message above says why. It needs nsenter of util-linux, and an engine on this very "
                        + "machine.");
            }
        }
    }

    /// <summary>Removes the container in any state; waits if the engine is already removing it.</summary>
    internal static void RemoveIfThere(Engine engine, BottlePlan plan)
    {
        try
        {
            engine.Run("rm", "--force", ContainerWords.NameOf(plan));
        }
        catch (BottleException)
        {
            // The container does not exist: it was never created, or the engine was faster (--rm).
        }
    }

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int MakePipe(string path, uint mode);
}
