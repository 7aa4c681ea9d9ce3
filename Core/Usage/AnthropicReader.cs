using BotBottle.Core.Scan;
using Tag = BotBottle.Core.Usage.AnthropicTag;

namespace BotBottle.Core.Usage;

/// <summary>
/// Reads Anthropic Messages, JSON and SSE. message_start has the input and a placeholder for the output; each message_delta is a snapshot of the whole. The
/// last present value of each field counts, which may be larger or smaller than the one before. A usage object takes effect once it is complete, so that a
/// stream that is cut inside one keeps the earlier figures.
/// </summary>
internal sealed class AnthropicReader() : DialectReader(Tag.Shape)
{
    private readonly AnthropicGeneration _generation = new();
    private AnthropicIterations _iterations = new();
    private AnthropicIterations _spare = new();
    private CountSet _staged;
    private bool _stagedIterations;
    private bool _stagedStart;
    private string? _messageId;
    private TokenUsage _before;
    private bool _lostOutput;
    private bool _compacted;
    private bool _stopReason;
    private bool _stopped;

    public override bool SawUsage => _generation.SawUsage;

    public override bool Generated => base.Generated || Recognised;

    public override TokenUsage Usage => _before + _generation.Resolve();

    public override bool InputKnown => _generation.InputKnown;

    public override bool OutputKnown => _generation.OutputKnown;

    /// <summary>True for spending that no figure shows: a compaction without iterations, or the output of a generation that another one replaced.</summary>
    public override bool Hidden => _lostOutput || (_compacted && !_generation.HasIterations);

    public override IReadOnlyList<ModelUsage> OtherModels => [.. _generation.Models.Where(m => m.Key != Model).Select(m => new ModelUsage(m.Key, m.Value))];

    public override bool Ended(bool cleanEnd) => _stopped || (cleanEnd && (_stopReason || IsFailedStream));

    public override void Enter(int tag, bool isArray)
    {
        switch (tag)
        {
            case Tag.StartUsage or Tag.Usage:
                _staged = default;
                _stagedIterations = false;
                break;
            case Tag.Iterations:
                _spare.Clear();
                break;
            case Tag.Iteration:
                _spare.BeginEntry();
                break;
            case Tag.Message:
                _messageId = null;
                break;
            default:
                Invalid |= Tag.IsField(tag);
                break;
        }
    }

    public override void Leave(int tag)
    {
        switch (tag)
        {
            case Tag.Iteration:
                _spare.EndEntry();
                Invalid |= _spare.Overflow;
                break;
            case Tag.Iterations:
                _stagedIterations = _spare.Count > 0;
                break;
            case Tag.StartUsage:
                _stagedStart = true;
                break;
            case Tag.Usage:
                Commit(final: true);
                break;
            case Tag.Message:
                BeginMessage();
                break;
        }
    }

    public override void Number(int tag, ReadOnlySpan<byte> digits)
    {
        if (Tag.IsField(tag))
        {
            bool sound = tag >= Tag.IterationField ? _spare.TrySet(tag - Tag.IterationField, digits) : _staged.TrySet(tag - Tag.Field, digits);
            Invalid |= !sound;
        }
    }

    public override void Text(int tag, ReadOnlySpan<byte> text, bool whole)
    {
        switch (tag)
        {
            case Tag.Type:
                SetType(text);
                break;
            case Tag.Id:
                Id = PlainText.Keep(Id, text);
                break;
            case Tag.Model:
                Model = PlainText.Keep(Model, text);
                break;
            case Tag.MessageId:
                _messageId = PlainText.Keep(Id, text);
                break;
            case Tag.StopReason:
                _stopReason = true;
                break;
            case Tag.ErrorType:
                Error = PlainText.From(text);
                break;
            case Tag.BlockType:
                _compacted |= text.SequenceEqual("compaction"u8);
                break;
            case Tag.IterationType:
                _spare.SetType(text);
                break;
            case Tag.IterationModel:
                _spare.SetModel(text);
                break;
            default:
                Invalid |= Tag.IsField(tag);
                break;
        }
    }

    public override void Literal(int tag, JsonLiteral literal) => Invalid |= Tag.IsField(tag) && literal != JsonLiteral.Null;

    protected override void OnEnd(bool whole)
    {
        if (_stagedStart)
        {
            BeginMessage();
        }

        _stopped |= whole && !IsStream && SawUsage;
    }

        private void SetType(ReadOnlySpan<byte> type)
    {
        if (type.SequenceEqual("message_stop"u8))
        {
            _stopped = true;
        }

        Recognised |= type.StartsWith("message"u8);
    }

    /// <summary>
    /// Handles a complete message_start. The same id repeats known figures. Another id is a second generation in one stream, which is billed in addition.
    /// </summary>
    private void BeginMessage()
    {
        if (Id is not null && _messageId is not null && Id != _messageId && SawUsage)
        {
            _lostOutput |= !OutputKnown;
            _before = Usage;
            _generation.Clear();
            _stopped = false;
            _stopReason = false;
        }

        Id = _messageId ?? Id;
        if (_stagedStart)
        {
            _stagedStart = false;
            Commit(final: false);
        }
    }

    private void Commit(bool final)
    {
        AnthropicIterations? iterations = null;
        if (_stagedIterations)
        {
            (iterations, _spare) = (_spare, _iterations);
            _iterations = iterations;
        }

        _generation.Update(_staged, iterations, final);
        Invalid |= Usage.Total > CountSet.Max;
    }
}
