using System.Globalization;
using BotBottle.Core.Text;
using BotBottle.Core.Yaml;

namespace BotBottle.Core.Settings;

/// <summary>Reads the key <c>limits</c> of settings.yml.</summary>
internal static class LimitSettingsReader
{
    // The kernel accepts no pid_max below 301 (RESERVED_PIDS), so that a lower limit could not be exact.
    private const long LeastProcesses = 512;
    private const long MostProcesses = 4_000_000; // PID_MAX_LIMIT of 64-bit kernels is 4,194,304
    private const long LeastBytes = 64L << 20; // an agent's own program needs more

    public static LimitSettings Read(YamlNode node)
    {
        YamlMapping mapping = node.AsMapping("limits");
        mapping.AllowOnly("limits", "processes", "memory", "tmp", "home");
        return new LimitSettings(Processes(mapping), Bytes("memory"), Bytes("tmp"), Bytes("home"));

        long? Bytes(string key) => mapping.Find(key) is not { } value ? null
            : IsNone(value) ? LimitSettings.None
            : ByteAmount.TryParse(value.AsScalar($"limits.{key}").Text, out long bytes) && bytes >= LeastBytes ? bytes
            : throw value.Expected($"limits.{key}", "an amount from 64MiB, such as 16GiB or 512MiB, or none");
    }

    private static long? Processes(YamlMapping mapping) => mapping.Find("processes") is not { } value ? null
        : IsNone(value) ? LimitSettings.None
        : TokenAmount.TryParse(value.AsScalar("limits.processes").Text, out long count) && count is >= LeastProcesses and <= MostProcesses ? count
        : throw value.Expected(
            "limits.processes", string.Create(CultureInfo.InvariantCulture, $"a whole number from {LeastProcesses} to {MostProcesses}, or none"));

    private static bool IsNone(YamlNode value) => value is YamlScalar { IsPlain: true, Text: "none" };
}
