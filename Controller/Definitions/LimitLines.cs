using BotBottle.Controller.Bottles;
using BotBottle.Core.Settings;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Definitions;

/// <summary>Lists each bottle's limits on the host, line by line with their origin.</summary>
internal static class LimitLines
{
    /// <summary>Makes the lines.</summary>
    /// <param name="written">The limits in settings.yml.</param>
    /// <param name="hostMemory">The host's memory in bytes.</param>
    public static IEnumerable<DefinitionLine> Of(LimitSettings written, long hostMemory)
    {
        BottleLimits limits = BottleLimits.From(written, hostMemory);
        yield return Line("processes", limits.Processes, written.Processes, TokenAmount.Format);
        yield return Line("memory", limits.Memory, written.Memory, ByteAmount.Format);
        yield return Line("tmp", limits.Tmp, written.Tmp, ByteAmount.Format);
        yield return Line("home", limits.Home, written.Home, ByteAmount.Format);
    }

    private static DefinitionLine Line(string key, long limit, long? written, Func<long, string> text) =>
        new($"limits.{key}", limit == LimitSettings.None ? "none" : text(limit), written is null ? "default" : "settings.yml");
}
