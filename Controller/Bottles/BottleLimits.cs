using BotBottle.Core.Settings;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Bottles;

/// <summary>Resources of the host that one bottle may use; <see cref="LimitSettings.None"/> means no limit.</summary>
/// <param name="Processes">Most processes and threads at once.</param>
/// <param name="Memory">Bytes of memory.</param>
/// <param name="Tmp">Bytes on disk in /tmp.</param>
/// <param name="Home">Bytes on disk in HOME.</param>
internal sealed record BottleLimits(long Processes, long Memory, long Tmp, long Home)
{
    /// <summary>Bytes that stay free for the host, of its memory and of each file system that the bottle writes to.</summary>
    public const long Reserve = 1L << 30;

    private const long UsualProcesses = 8192; // more than builds and test suites use, and far fewer than a host can bear
    private const long UsualDisk = 32L << 30; // caches of package managers and browsers take a tenth of it

    /// <summary>Gets the limits of a host from its settings and its memory.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="hostMemory">The host's memory in bytes.</param>
    public static BottleLimits From(LimitSettings settings, long hostMemory) => new(
        settings.Processes ?? UsualProcesses, settings.Memory ?? UsualMemory(hostMemory), settings.Tmp ?? UsualDisk, settings.Home ?? UsualDisk);

    /// <summary>The host's memory less an eighth of it, and less <see cref="Reserve"/> at least; half of it on a host with less than 2 GiB.</summary>
    private static long UsualMemory(long host) => Math.Max(host - Math.Max(host / 8, Reserve), host / 2);
}

/// <summary>A limit that a bottle exceeded and for which it is ended.</summary>
/// <param name="Key">The key below <c>limits:</c> in settings.yml that raises it; null for the host's reserve.</param>
/// <param name="Message">The exhausted resource, for people: <c>its memory reached 17.2 GiB, and its limit is 16 GiB</c>.</param>
/// <param name="Raised">A higher value for the key, as written there.</param>
internal sealed record LimitBreach(string? Key, string Message, string? Raised = null)
{
    /// <summary>
    /// Doubles an amount and writes it in the largest whole unit; <c>none</c> if the host has no more, because the host's reserve stays in any case.
    /// </summary>
    /// <param name="bytes">The exceeded limit.</param>
    /// <param name="most">The host's capacity.</param>
    public static string Twice(long bytes, long most) =>
        bytes > most / 2 ? "none" : ByteAmount.Format(bytes % (1L << 29) == 0 ? bytes * 2 : bytes >> 19 << 20).Replace(" ", "", StringComparison.Ordinal);
}
