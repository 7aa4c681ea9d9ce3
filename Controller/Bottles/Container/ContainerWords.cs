using System.Globalization;
using BotBottle.Controller.Bottles.Sandbox;
using BotBottle.Controller.Folders;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;
using BotBottle.Core.Settings;

namespace BotBottle.Controller.Bottles.Container;

/// <summary>The words of <c>create</c>, as docker and podman both understand them.</summary>
internal static class ContainerWords
{
    /// <summary>Where the container's first process waits to be let go.</summary>
    public const string Gate = "/run/bot-bottle-gate";

    // The shell stays the first process: as that, the command would have no default for Ctrl-C and Ctrl-Z, and nobody would bury orphans. Shells become the last command of their text, so
    // that must not be the agent.
    private const string Script = "read -r go < " + Gate + """ && [ "$go" = go ] || exit 125; "$@"; exit "$?" """;

    // What containers.conf may say otherwise, and volumes of the image, which a commit would leave out.
    private static readonly string[] OnlyPodman = ["--pid", "private", "--uts", "private", "--env-host=false", "--http-proxy=false", "--image-volume", "ignore"];

    /// <summary>The words.</summary>
    /// <param name="engine">For what they differ in.</param>
    /// <param name="plan">The bottle.</param>
    /// <param name="shares">What it shares.</param>
    /// <param name="user">Who runs it.</param>
    /// <param name="folder">runs/ID/container, with the files that are named here.</param>
    /// <param name="image">The image.</param>
    /// <param name="terminal">Whether the agent gets a terminal.</param>
    public static IReadOnlyList<string> Create(Engine engine, BottlePlan plan, BottleShares shares, UserAccount user, string folder, string image, bool terminal)
    {
        var files = Number(Limits.CallersOpenFiles());
        return
        [
            "create", "--rm", "--interactive", .. terminal ? ["--tty"] : Array.Empty<string>(), "--name", NameOf(plan), "--hostname", "bottle", "--network", "none", "--cap-drop", "all",
            "--security-opt", "no-new-privileges", "--security-opt", $"seccomp={Path.Combine(folder, "seccomp.json")}", "--ipc", "private", "--cgroupns", "private", "--no-healthcheck", "--oom-score-adj", "1000",
            "--ulimit", $"nofile={files}:{files}", .. Resources(plan.Limits), "--user", $"{user.Uid}:{user.Gid}",
            .. engine.IsRootlessPodman ? ["--userns", "keep-id"] : Array.Empty<string>(),
            .. engine.IsPodman ? OnlyPodman : [], "--workdir", shares.WorkingFolder, "--env-file", Path.Combine(folder, "env"),
            .. Mounts(plan, shares, folder).SelectMany(mount => (string[])["--mount", mount]),
            "--entrypoint", "/bin/sh", image, "-c", Script, "sh", .. plan.Command,
        ];
    }

    /// <summary>What the container is called.</summary>
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
            foreach (var word in (string[])["--memory", memory, "--memory-swap", memory]) // the second is the sum of both: none of it is swapped out
            {
                yield return word;
            }
        }
    }

    private static IEnumerable<string> Mounts(BottlePlan plan, BottleShares shares, string folder)
    {
        yield return Mount(Path.Combine(plan.RunFolder, "tmp"), "/tmp", readOnly: false);
        yield return Mount(Path.Combine(plan.RunFolder, "home"), shares.Home, readOnly: false);
        yield return Mount(Path.Combine(folder, "gate"), Gate, readOnly: true);
        foreach (var file in EtcFolder.Own)
        {
            yield return Mount(Path.Combine(folder, file[1..]), file, readOnly: true);
        }

        // An outer one first, or it would cover the inner one.
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
        ? throw new BottleException($"{source} has a comma, a quote or a line end in its name, which a container engine's --mount does not take: rename it, or use --isolation sandbox.")
        : $"type=bind,source={source},target={target}{(readOnly ? ",readonly" : "")}";

    private static string Number(ulong value) => value.ToString(CultureInfo.InvariantCulture);
}
