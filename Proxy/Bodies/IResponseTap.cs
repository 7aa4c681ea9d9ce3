using System.Buffers;

namespace BotBottle.Proxy.Bodies;

/// <summary>Reads along as a response's body passes: the meter of a model call.</summary>
internal interface IResponseTap
{
    /// <summary>Whether the response has said its end.</summary>
    bool HasSaidItsEnd { get; }

    /// <summary>Whether the call has been reported.</summary>
    bool IsSettled { get; }

    /// <summary>Takes the next bytes of the body.</summary>
    void ReadResponse(in ReadOnlySequence<byte> content);

    /// <summary>The body has come to its end, and its last byte has not been given to the client.</summary>
    void ResponseIsComplete();
}
