using System.Buffers;

namespace BotBottle.Proxy.Transport;

/// <summary>Observes a response's body while it is forwarded, to meter a model call.</summary>
internal interface IResponseTap
{
    /// <summary>True if the response has sent the event or field that ends it.</summary>
    bool HasSaidItsEnd { get; }

    /// <summary>True if the call has been reported.</summary>
    bool IsSettled { get; }

    /// <summary>Reads the next bytes of the body.</summary>
    void ReadResponse(in ReadOnlySequence<byte> content);

    /// <summary>Called when the body is complete and its last byte has not been sent to the client yet.</summary>
    void ResponseIsComplete();
}
