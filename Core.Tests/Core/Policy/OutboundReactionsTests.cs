using BotBottle.Core.Dlp;
using BotBottle.Core.Policy;
using BotBottle.Core.Routes;

namespace BotBottle.Core.Tests.Core.Policy;

/// <summary>The reactions to a find agree with each other.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class OutboundReactionsTests
{
    [Test]
    public void Only_a_body_that_is_followed_is_masked(
        [Values] DlpReaction onMatch, [Values] RejectedReaction rejected, [Values] bool isWritten, [Values] DlpKind kind, [Values] bool isHead)
    {
        OutboundReactions reactions = new(onMatch, rejected, isWritten);
        bool masks = reactions.To(kind, isHead) == DlpReaction.Redact || reactions.ToRejected(kind, isHead) == RejectedReaction.Redact;
        Assert.That(!masks || reactions.MayMask, $"{reactions}");
    }

    [Test]
    public void A_route_that_blocks_refuses_what_was_rejected([Values] RejectedReaction rejected, [Values] DlpKind kind) =>
        Assert.That(new OutboundReactions(DlpReaction.Block, rejected, IsWritten: true).ToRejected(kind, isHead: false), Is.EqualTo(RejectedReaction.Refuse));
}
