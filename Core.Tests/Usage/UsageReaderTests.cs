using BotBottle.Core.Providers;
using BotBottle.Core.Scan;
using BotBottle.Core.Tests.Scan;
using BotBottle.Core.Usage;

namespace BotBottle.Core.Tests.Usage;

public sealed class UsageReaderTests
{
    private static IEnumerable<Answer> Answers() => AnthropicAnswers.All().Concat(OpenAiAnswers.All());

    [TestCaseSource(nameof(Answers))]
    public void Whole(object answer) => Check((Answer)answer, Answer.Read(((Answer)answer).Format, ((Answer)answer).Bytes), "whole");

    [TestCaseSource(nameof(Answers))]
    public void Byte_by_byte(object answer) => Check((Answer)answer, Answer.Read(((Answer)answer).Format, ((Answer)answer).Bytes, 1), "byte by byte");

    [TestCaseSource(nameof(Answers))]
    public void At_every_split(object given)
    {
        var answer = (Answer)given;
        byte[] bytes = answer.Bytes;
        for (int cut = 0; cut <= bytes.Length; cut++)
        {
            using var reader = new UsageReader(answer.Format);
            reader.Append(bytes.AsSpan(0, cut));
            reader.Append(bytes.AsSpan(cut));
            Check(answer, reader.Complete(cleanEnd: true), $"split at {cut}");
        }
    }

    [TestCaseSource(nameof(Answers))]
    public void Of_an_unknown_dialect(object given)
    {
        var answer = (Answer)given;
        var result = Answer.Read(CallFormat.Unknown, answer.Bytes, 7);
        Assert.That((result.Usage, result.Quality == UsageQuality.Exact), Is.EqualTo((answer.Usage, answer.Quality == UsageQuality.Exact)));
    }

    [TestCaseSource(nameof(Answers))]
    public void Compressed(object given)
    {
        var answer = (Answer)given;
        foreach (var coding in new[] { ContentCoding.Gzip, ContentCoding.Deflate, ContentCoding.Brotli })
        {
            byte[] coded = ContentDecoderTests.Code(answer.Bytes, coding);
            foreach (int piece in new[] { 1, 50, coded.Length })
            {
                using var reader = new UsageReader(answer.Format, coding, new ContentDecoders(DecodeLimits.Default));
                for (int at = 0; at < coded.Length; at += piece)
                {
                    reader.Append(coded.AsSpan(at, Math.Min(piece, coded.Length - at)));
                }

                Check(answer, reader.Complete(cleanEnd: true), $"{coding} in pieces of {piece}");
            }
        }
    }

    [TestCaseSource(nameof(Answers))]
    public void Cut_anywhere_it_gives_sane_figures_that_only_grow(object given)
    {
        var answer = (Answer)given;
        byte[] bytes = answer.Bytes;
        long last = 0;
        for (int cut = 0; cut < bytes.Length; cut++)
        {
            var result = Answer.Read(answer.Format, bytes.AsSpan(0, cut), cleanEnd: false);
            var usage = result.Usage;
            Assert.That(Math.Min(Math.Min(usage.Input, usage.Output), Math.Min(usage.CacheRead, usage.CacheWrite)), Is.Not.Negative, $"cut at {cut}");
            if (!result.Terminal)
            {
                Assert.That(result.Quality, Is.EqualTo(UsageQuality.Partial).Or.EqualTo(answer.Quality == UsageQuality.Unknown ? UsageQuality.Unknown : UsageQuality.Partial));
            }

            if (answer.Grows)
            {
                Assert.That(usage.Total, Is.GreaterThanOrEqualTo(last), $"cut at {cut}");
                Assert.That(usage.Total, Is.LessThanOrEqualTo(answer.Usage.Total), $"cut at {cut}");
                last = usage.Total;
            }
        }
    }

    private static void Check(Answer answer, UsageResult result, string how)
    {
        Assert.That((result.Usage, result.Quality), Is.EqualTo((answer.Usage, answer.Quality)), how);
    }
}
