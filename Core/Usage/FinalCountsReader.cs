using BotBottle.Core.Scan;

namespace BotBottle.Core.Usage;

/// <summary>
/// Reads a dialect whose counts are in the one document that ends a response: a whole response, or the last event of a stream (<see cref="FinalCounts"/>). The
/// counts of other documents mean nothing. A second such document is another response, which is billed in addition. An absent count is unknown.
/// </summary>
internal sealed class FinalCountsReader(FinalCounts dialect) : DialectReader(dialect.Shape)
{
    private CountSet _staged;
    private CountSet _counts;
    private TokenUsage _before;
    private bool _isFlagged;
    private bool _hasType;
    private bool _isEndType;
    private bool _isRunning;
    private bool _hasVector;
    private bool _isVector;
    private bool _ended;

    public override bool SawUsage => !_counts.IsEmpty || _before.Total > 0;

    public override bool Generated => base.Generated || Recognised;

    public override TokenUsage Usage => _before + InclusiveField.Resolve(_counts);

    public override bool InputKnown => InclusiveField.InputKnown(_counts);

    // Vectors are no output.
    public override bool OutputKnown => InclusiveField.OutputKnown(_counts) || (_isVector && InputKnown);

    public override bool Ended(bool cleanEnd) => dialect.MayContinue ? cleanEnd && HasEnded(cleanEnd) : HasEnded(cleanEnd);

    public override void Enter(int tag, bool isArray)
    {
        Recognised |= tag is FinalCounts.Content or FinalCounts.Vector;
        _hasVector |= tag == FinalCounts.Vector;
        Invalid |= tag >= FinalCounts.Fields;
    }

    public override void Leave(int tag)
    {
    }

    public override void Number(int tag, ReadOnlySpan<byte> digits) =>
        Invalid |= tag >= FinalCounts.Fields && !_staged.TrySet(tag - FinalCounts.Fields, digits);

    public override void Text(int tag, ReadOnlySpan<byte> text, bool whole)
    {
        switch (tag)
        {
            case FinalCounts.Model when !text.IsEmpty:
                Model = PlainText.Keep(Model, text);
                break;
            case FinalCounts.AnswerId:
                Id = PlainText.Keep(Id, text);
                break;
            case FinalCounts.Type:
                (_hasType, _isEndType) = (true, dialect.IsEnd(text));
                break;
            case FinalCounts.Status:
                _isRunning = text.SequenceEqual("in_progress"u8) || text.SequenceEqual("queued"u8);
                break;
            case FinalCounts.Failure:
                Error = PlainText.From(text);
                break;
            default:
                Invalid |= tag >= FinalCounts.Fields;
                break;
        }
    }

    public override void Literal(int tag, JsonLiteral literal)
    {
        if (tag == FinalCounts.Flag)
        {
            _isFlagged = literal == JsonLiteral.True;
        }

        Invalid |= tag >= FinalCounts.Fields && literal != JsonLiteral.Null;
    }

    protected override void OnEnd(bool whole)
    {
        if (_ended && (whole || !_staged.IsEmpty))
        {
            BeginAnother();
        }

        bool isEnd = dialect.HasFlag ? _isFlagged || _hasVector : _hasType ? _isEndType : !_isRunning && (Recognised || !_staged.IsEmpty);
        if (whole && isEnd)
        {
            _counts = dialect.Normalise(_staged);
            (_ended, _isVector) = (true, _hasVector);
            Recognised = true;
            Invalid |= Usage.Total > CountSet.Max;
        }

        _staged = default;
        (_isFlagged, _hasVector, _hasType, _isEndType, _isRunning) = (false, false, false, false, false);
    }

    private bool HasEnded(bool cleanEnd) => _ended || (cleanEnd && IsFailedStream);

    private void BeginAnother()
    {
        _before = Usage;
        _counts = default;
        _ended = false;
    }
}
