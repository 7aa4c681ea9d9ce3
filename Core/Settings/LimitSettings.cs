namespace BotBottle.Core.Settings;

/// <summary>Settings key <c>limits</c>: what each bottle may use of the host. Null: the default; <see cref="None"/>: no limit.</summary>
/// <param name="Processes">Processes and threads at once.</param>
/// <param name="Memory">Bytes of memory of all of its processes, swap included.</param>
/// <param name="Tmp">Bytes on disk in its /tmp.</param>
/// <param name="Home">Bytes on disk in its HOME.</param>
public sealed record LimitSettings(long? Processes, long? Memory, long? Tmp, long? Home)
{
    /// <summary>The value <c>none</c>.</summary>
    public const long None = long.MaxValue;

    /// <summary>Nothing is written.</summary>
    public static LimitSettings Default { get; } = new(null, null, null, null);
}
