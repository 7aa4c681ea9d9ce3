using BotBottle.Core.Dlp;

namespace BotBottle.Core.Tests.Core.Control;

[Parallelizable(ParallelScope.All)]
public sealed class ApprovalFingerprintsTests
{
    /// <summary>RFC 4231 has no key of 32 bytes; the value is from <c>openssl mac -digest SHA256 -macopt hexkey:… HMAC</c>.</summary>
    [Test]
    public void A_fingerprint_is_HMAC_SHA256() =>
        Assert.That(new ApprovalFingerprints([.. Enumerable.Range(0, 32).Select(i => (byte)i)]).Of("AKIAIOSFODNN7EXAMPLE"u8),
            Is.EqualTo("65fbd4cdc580ad37d8c08c29a7f40e607851410c53e0dadbc0a09a3979435a2f"));

    [Test]
    public void Fingerprints_of_one_value_differ_between_runs()
    {
        string one = new ApprovalFingerprints(ApprovalFingerprints.NewKey()).Of("secret"u8);
        string other = new ApprovalFingerprints(ApprovalFingerprints.NewKey()).Of("secret"u8);
        Assert.That(one, Is.Not.EqualTo(other));
        Assert.That((ApprovalFingerprints.IsOne(one), ApprovalFingerprints.IsOne(other)), Is.EqualTo((true, true)));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("0123")]
    [TestCase("000000000000000000000000000000000000000000000000000000000000000A")]
    [TestCase("00000000000000000000000000000000000000000000000000000000000000000")]
    [TestCase("000000000000000000000000000000000000000000000000000000000000000\uff10")]
    public void Other_texts_are_no_fingerprint(string? text) => Assert.That(ApprovalFingerprints.IsOne(text), Is.False);

    [Test]
    public void A_key_of_another_length_is_refused() => Assert.That(() => new ApprovalFingerprints(new byte[31]), Throws.ArgumentException);
}
