namespace BotBottle.Proxy.Tests.Support;

/// <summary>A log that a proxy writes while a test reads it.</summary>
internal sealed class SharedLog
{
    private readonly StringWriter _text = new();

    public SharedLog() => Writer = TextWriter.Synchronized(_text);

    /// <summary>The proxy's writer. Each of its methods holds a lock on it.</summary>
    public TextWriter Writer { get; }

    /// <summary>The text so far.</summary>
    public override string ToString()
    {
        lock (Writer)
        {
            return _text.ToString();
        }
    }
}
