using System.Buffers;
using BotBottle.Core.Http1;
using BotBottle.Core.Policy;
using BotBottle.Core.Refusals;
using BotBottle.Core.Routes;
using BotBottle.Proxy.Run;

namespace BotBottle.Proxy.Outbound;

/// <summary>Admits an LFS batch that downloads. A batch that uploads is a push; only its body distinguishes the two.</summary>
internal sealed class LfsBatchGate(RunRefusals refusals, Exchange exchange) : IRequestGate
{
    private readonly LfsBatch _batch = new();

    public Refusal? Refusal { get; private set; }

    public BodyCopy? Copy => null;

    public void ReadRequest(in ReadOnlySequence<byte> content, bool isDecoded = false)
    {
        foreach (ReadOnlyMemory<byte> segment in content)
        {
            _batch.Append(segment.Span);
        }
    }

    public bool IsWhole => _batch.IsWhole;

    public ValueTask<bool> AdmitAsync()
    {
        bool admitted = _batch.Downloads && !exchange.Client.Head.Fields.Contains(FieldName.ContentEncoding);
        if (!admitted)
        {
            Refusal = refusals.Of(RefusalCode.GitPushDenied, null, message: "an LFS upload is part of a push", rule: exchange.Verdict.Rule);
        }
        return ValueTask.FromResult(admitted);
    }
}
