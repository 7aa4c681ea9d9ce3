namespace BotBottle.Core.Scan;

/// <summary>Hears of the data of server-sent events, as it arrives.</summary>
public interface ISseSink
{
    /// <summary>A further piece of the data of the current event; its lines are joined by a line feed. Valid during the call only.</summary>
    void Data(ReadOnlySpan<byte> data);

    /// <summary>The event whose data was reported is over.</summary>
    void EndEvent();
}
