using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Bottles.Sandbox;

/// <summary>
/// Starts the chain timeout → unshare → launcher → bubblewrap, and collects its results. timeout, without a limit, stays as the leader of the bottle's session.
/// So the agent's process group has a parent in its session but outside of the group; the kernel would not let an orphaned group stop itself. unshare --fork is
/// not used, because it would not report a SIGKILL.
/// </summary>
/// <param name="programs">The host's programs.</param>
/// <param name="own">Starts the launcher.</param>
/// <param name="words">Arguments of bubblewrap.</param>
/// <param name="masks">The read-only parts of the shared folders.</param>
/// <param name="plan">The agent's command and streams.</param>
[SupportedOSPlatform("linux")]
internal sealed class SandboxLaunch(
    SandboxPrograms programs, OwnProgram own, byte[] words, MaskSet masks, BottlePlan plan)
{
    /// <summary>Launches on the calling thread, which must then live as long as the bottle.</summary>
    /// <exception cref="BottleException">The bottle could not be built; no process runs.</exception>
    public SandboxParts Start()
    {
        var (control, launcherControl) = Descriptors.SocketPair();
        var (statusRead, statusWrite) = Descriptors.Pipe();
        var (blockRead, blockWrite) = Descriptors.Pipe();
        var listeners = new List<BottleListener>();
        ChildProcess? child = null;
        try
        {
            using (control)
            {
                // This block closes our copies of the child's ends; otherwise its death would never cause an end of file.
                using (launcherControl)
                using (statusWrite)
                using (blockRead)
                {
                    child = Spawn(launcherControl, statusWrite, blockRead);
                }

                if (!Launcher.TakeListeners(control, listeners) || !Descriptors.Signal(control))
                {
                    throw new BottleException($"the bottle's network could not be created. {UserNamespaces.Advice()}");
                }
            }

            return new SandboxParts(child, listeners, statusRead, blockWrite, masks);
        }
        catch (Exception error)
        {
            child?.Signal(Signal.Kill);
            child?.Wait();
            listeners.ForEach(listener => listener.Dispose());
            statusRead.Dispose();
            blockWrite.Dispose();
            throw error is BottleException ? error : new BottleException($"the bottle could not be launched: {error.Message}", error);
        }
    }

    private ChildProcess Spawn(SafeFileHandle control, SafeFileHandle status, SafeFileHandle block)
    {
        using var arguments = Descriptors.Memory("bottle-arguments", words);
        using var filter = Descriptors.Memory("bottle-filter", SeccompFilter.Build(RuntimeInformation.ProcessArchitecture, SeccompStage.Agent));
        return Spawner.Start(new SpawnRequest
        {
            Path = programs.SetPrivileges,
            Arguments =
            [
                "--pdeathsig", "KILL", "--", programs.Timeout, "--foreground", "0", programs.Unshare, "--user", "--map-root-user", "--net", "--", own.Path,
                .. own.Prefix,
                .. Launcher.Arguments(
                    programs.Bubblewrap, Limits.CallersOpenFiles(), plan.Limits.Processes, plan.Streams.Terminal?.Numbers[0],
                    [programs.Env, "--default-signal", "--", .. plan.Command]),
            ],
            Environment = own.Environment,
            WorkingFolder = "/",
            Descriptors =
            [
                new(control, LauncherDescriptors.Control), new(arguments, LauncherDescriptors.Arguments),
                new(filter, LauncherDescriptors.Filter), new(status, LauncherDescriptors.Status), new(block, LauncherDescriptors.Block),
                .. plan.Streams.Mappings(),
            ],
            NewSession = true,
            Terminal = plan.Streams.Terminal,
        });
    }
}
