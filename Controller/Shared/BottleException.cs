namespace BotBottle.Controller.Shared;

/// <summary>
/// Thrown when a bottle could not be built and nothing was started: <c>run</c> exits with 125. The message tells the operator the cause and the remedy.
/// </summary>
internal sealed class BottleException : Exception
{
    /// <summary>Creates one with a message for the operator.</summary>
    public BottleException(string message)
        : base(message)
    {
    }

    /// <summary>Creates one with a message for the operator and the cause.</summary>
    public BottleException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
