using BotBottle.Core.Http1;

namespace BotBottle.Core.Tests.Core.Http1;

public class RejectionTests
{
    [Test]
    public void Every_reason_has_a_status_and_a_text()
    {
        foreach (var reason in Enum.GetValues<RejectionReason>().Except([RejectionReason.None]))
        {
            var rejection = Rejection.Of(reason);
            Assert.That(rejection.Status, Is.AnyOf(400, 414, 417, 431, 505), reason.ToString());
            Assert.That(rejection.Text, Is.Not.Empty.And.Not.EndsWith("."), reason.ToString());
        }

        Assert.That(() => Rejection.Of(RejectionReason.None), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }
}
