namespace BotBottle.Controller.Shared;

/// <summary>
/// A bottle could not be built, and nothing was started: <c>run</c> ends with 125. The message is for a person: it says what is in
/// the way and what to do.
/// </summary>
internal sealed class BottleException : Exception
{
    /// <summary>With a message for a person.</summary>
    public BottleException(string message)
        : base(message)
    {
    }

    /// <summary>With a message for a person and the cause.</summary>
    public BottleException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
