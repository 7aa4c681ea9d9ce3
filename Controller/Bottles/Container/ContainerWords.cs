using System.Globalization;
using BotBottle.Controller.Bottles.Sandbox;
using BotBottle.Controller.Folders;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;
using BotBottle.Core.Settings;

namespace BotBottle.Controller.Bottles.Container;

/// <summary>Builds the arguments of <c>create</c> that both docker and podman accept.</summary>
internal static class ContainerWords
{
    /// <summary>The named pipe at which the container's first process waits.</summary>
    public const string Gate = "/run/bot-bottle-gate";

    // The shell stays the first process. As first process, the command would have no default action for Ctrl-C and Ctrl-Z, and would not reap orphans. A shell
    // becomes the last command of its script, so the agent must not be the last.
    private const string Script = "read -r go < " + Gate + """ && [ "$go" = go ] || exit 125; "$@"; exit "$?" """;

    // Overrides settings of containers.conf, and volumes of the image, which a commit would omit.
    private static readonly string[] OnlyPodman = [
        "--pid", "private", "--uts", "private", "--env-host=false", "--http-proxy=false", "--image-volume", "ignore"];

    /// <summary>Makes the arguments.</summary>
    /// <param name="engine">The engine, for the differences.</param>
    /// <param name="plan">The bottle.</param>
    /// <param name="shares">The bottle's shares.</param>
    /// <param name="user">The user of the run.</param>
    /// <param name="folder">runs/ID/container, with the files that the arguments name.</param>
    /// <param name="image">The image.</param>
    /// <param name="terminal">True if the agent gets a terminal.</param>
    public static IReadOnlyList<string> Create(
        Engine engine, BottlePlan plan, BottleShares shares, UserAccount user, string folder, string image, bool terminal)
    {
        var files = Number(Limits.CallersOpenFiles());
        return
        [
            "create", "--rm", "--interactive", .. terminal ? ["--tty"] : Array.Empty<string>(), "--name", NameOf(plan), "--hostname", "bottle", "--network",
            "none", "--cap-drop", "all",
            "--security-opt", "no-new-privileges", "--security-opt", $"seccomp={Path.Combine(folder, "seccomp.json")}", "--ipc", "private", "--cgroupns",
            "private", "--no-healthcheck", "--oom-score-adj", "1000",
            "--ulimit", $"nofile={files}:{files}", .. Resources(plan.Limits), "--user", $"{user.Uid}:{user.Gid}",
            .. engine.IsRootlessPodman ? ["--userns", "keep-id"] : Array.Empty<string>(),
            .. engine.IsPodman ? OnlyPodman : [], "--workdir", shares.WorkingFolder, "--env-file", Path.Combine(folder, "env"),
            .. Mounts(plan, shares, folder).SelectMany(mount => (string[])["--mount", mount]),
            "--entrypoint", "/bin/sh", image, "-c", Script, "sh", .. plan.Command,
        ];
    }

    /// <summary>Gets the container's name.</summary>
    public static string NameOf(BottlePlan plan) => $"bot-bottle-{plan.RunId}";

    private static IEnumerable<string> Resources(BottleLimits limits)
    {
        if (limits.Processes != LimitSettings.None)
        {
            var processes = Number((ulong)limits.Processes);
            foreach (var word in (string[])["--pids-limit", processes, "--ulimit", $"nproc={processes}:{processes}"])
            {
                yield return word;
            }
        }

        if (limits.Memory != LimitSettings.None)
        {
            var memory = Number((ulong)limits.Memory);
            // the second value is the sum of memory and swap, so nothing is swapped out
            foreach (var word in (string[])["--memory", memory, "--memory-swap", memory])
            {
                yield return word;
            }
        }
    }

    private static IEnumerable<string> Mounts(BottlePlan plan, BottleShares shares, string folder)
    {
        yield return Mount(plan.Files.Tmp, "/tmp", readOnly: false);
        yield return Mount(plan.Files.Home, shares.Home, readOnly: false);
        yield return Mount(Path.Combine(folder, "gate"), Gate, readOnly: true);
        foreach (var file in EtcFolder.Own)
        {
            yield return Mount(Path.Combine(folder, file[1..]), file, readOnly: true);
        }

        // Sorted so that an outer share comes first; it would cover the inner one otherwise.
        foreach (var step in shares.Shares.OrderBy(share => share.Path.Length).SelectMany(share => share.Steps))
        {
            yield return step.Kind switch
            {
                MountKind.ReadOnly => Mount(step.Source, step.Target, readOnly: true),
                MountKind.ReadWrite => Mount(step.Source, step.Target, readOnly: false),
                _ => throw new InvalidOperationException($"a share with a step of kind {step.Kind}"),
            };
        }
    }

    private static string Mount(string source, string target, bool readOnly) => source.AsSpan().ContainsAny("\",\n\r") || target.AsSpan().ContainsAny("\",\n\r")
        ? throw new BottleException(
            $"{source} has a comma, a quote or a line end in its name, which a container engine's --mount does not take: rename it, or use --isolation "
                + "sandbox.")
        : $"type=bind,source={source},target={target}{(readOnly ? ",readonly" : "")}";

    private static string Number(ulong value) => value.ToString(CultureInfo.InvariantCulture);
}
