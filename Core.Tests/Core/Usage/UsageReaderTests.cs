using BotBottle.Core.Providers;
using BotBottle.Core.Scan;
using BotBottle.Core.Tests.Core.Scan;
using BotBottle.Core.Usage;
using FsCheck.Fluent;


namespace BotBottle.Core.Tests.Core.Usage;

public sealed class UsageReaderTests
{
    private static IEnumerable<Answer> Answers() => Texts().Concat(BedrockAnswers.All()).Concat(OllamaAnswers.All()).Concat(FinalAnswers.All());

    private static IEnumerable<Answer> Texts() => AnthropicAnswers.All().Concat(OpenAiAnswers.All()).Concat(GeminiAnswers.All());

    [TestCaseSource(nameof(Answers))]
    public void Usage_of_a_whole_response_is_read(object answer) =>
        Check((Answer)answer, Answer.Read(((Answer)answer).Format, ((Answer)answer).Bytes), "whole");

    [TestCaseSource(nameof(Answers))]
    public void Usage_is_read_byte_by_byte(object answer) =>
        Check((Answer)answer, Answer.Read(((Answer)answer).Format, ((Answer)answer).Bytes, 1), "byte by byte");

    [TestCaseSource(nameof(Answers))]
    public void Usage_is_read_at_every_split(object given)
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

    [TestCaseSource(nameof(Texts))]
    public void Usage_of_an_unknown_dialect_is_read(object given)
    {
        var answer = (Answer)given;
        var result = Answer.Read(CallFormat.Unknown, answer.Bytes, 7);
        Assert.That((result.Usage, result.Quality == UsageQuality.Exact), Is.EqualTo((answer.Usage, answer.Quality == UsageQuality.Exact)));
    }

    [TestCaseSource(nameof(Answers))]
    public void Usage_of_a_compressed_response_is_read(object given)
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
    public void A_response_cut_anywhere_gives_sane_and_growing_figures(object given)
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
                Assert.That(result.Quality, Is.EqualTo(UsageQuality.Partial).Or.EqualTo(
                    answer.Quality == UsageQuality.Unknown ? UsageQuality.Unknown : UsageQuality.Partial));
            }

            if (answer.Grows)
            {
                Assert.That(usage.Total, Is.GreaterThanOrEqualTo(last), $"cut at {cut}");
                Assert.That(usage.Total, Is.LessThanOrEqualTo(answer.Usage.Total), $"cut at {cut}");
                last = usage.Total;
            }
        }
    }

    [Test]
    public void Any_bytes_give_a_result_and_never_an_exception()
    {
        var answers = Answers().ToArray();
        FsCheck.Check.One(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(1500), Prop.ForAll<int>(seed =>
        {
            var random = new Random(seed);
            var answer = answers[random.Next(answers.Length)];
            byte[] bytes = Mutate(answer.Bytes, random);
            var format = random.Next(3) == 0 ? CallFormat.Unknown : answer.Format;
            bool clean = random.Next(2) == 0;
            var whole = Answer.Read(format, bytes, cleanEnd: clean);
            foreach (int piece in new[] { 1, 2 + random.Next(40) })
            {
                var pieces = Answer.Read(format, bytes, piece, clean);
                Assert.That(pieces with { OtherModels = whole.OtherModels }, Is.EqualTo(whole));
            }

            Assert.That(whole.Usage.Total, Is.InRange(0, 1L << 41));
        }));
    }

    [Test]
    public void A_long_stream_needs_no_additional_memory()
    {
        foreach (var (format, events) in new[]
        {
            (CallFormat.AnthropicMessages, "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"delta\":{\"text\":\"w\\u00e9\"}}\n\n"),
            (CallFormat.OpenAiChat,
                "data: {\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"delta\":{\"content\":\"w\"}}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}\n\n"
                    + ""),
            (CallFormat.OpenAiResponses,
                "data: {\"type\":\"response.in_progress\",\"response\":{\"id\":\"r\",\"model\":\"m\",\"status\":\"in_progress\",\"usage\":null}}\n\n"),
        })
        {
            byte[] bytes = System.Text.Encoding.UTF8.GetBytes(events);
            using var reader = new UsageReader(format);
            reader.Append(bytes);
            reader.Append(bytes);
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 5000; i++)
            {
                reader.Append(bytes);
            }

            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero, $"{format}");
        }
    }

    [Test]
    public void The_lower_bound_grows_during_the_response()
    {
        using var reader = new UsageReader(CallFormat.AnthropicMessages);
        reader.Append(System.Text.Encoding.UTF8.GetBytes(Answer.Named(AnthropicAnswers.Start(25, 1))));
        Assert.That((reader.Observed, reader.VisibleBytes, reader.AtEventBoundary), Is.EqualTo((new TokenUsage(25, 0, 0, 1, 0), 0L, true)));
        reader.Append("data: {\"type\":\"content_block_delta\",\"delta\":{\"text\":\"four"u8);
        Assert.That((reader.VisibleBytes, reader.AtEventBoundary, reader.Ended), Is.EqualTo((4L, false, false)));
        reader.Append("\"}}\n\ndata: {\"type\":\"message_stop\"}\n\n"u8);
        Assert.That((reader.AtEventBoundary, reader.Ended), Is.EqualTo((true, true)));
    }

    [Test]
    public void Padding_does_not_count_as_text()
    {
        byte[] wire = "data: {\"type\":\"response.output_text.delta\",\"delta\":\"ab\",\"obfuscation\":\"xxxxxxxxxxxxxxxxxxxx\"}      \n\n"u8.ToArray();
        Assert.That(Answer.Read(CallFormat.OpenAiResponses, wire, cleanEnd: false).VisibleBytes, Is.EqualTo(2));
    }

    [Test]
    public void Usage_names_the_model_that_responded_and_detects_others()
    {
        var advisor = Answer.Read(CallFormat.AnthropicMessages, AnthropicAnswers.All().Single(a => a.Name.Contains("advisor")).Bytes);
        Assert.That(advisor.OtherModels, Is.EqualTo(new[] { new ModelUsage("claude-adviser", new TokenUsage(2728, 0, 0, 3880, 0)) }));
        Assert.That((advisor.ServedModel, advisor.ResponseId), Is.EqualTo(("claude-x", "msg_1")));
        byte[] fallback = System.Text.Encoding.UTF8.GetBytes(Answer.Named(
            AnthropicAnswers.Start(
                10, 0),
                "{\"type\":\"content_block_start\",\"content_block\":{\"type\":\"fallback\",\"from\":{\"model\":\"claude-x\"},"
                    + "\"to\":{\"model\":\"claude-y\"}}}"));
        Assert.That(Answer.Read(CallFormat.AnthropicMessages, fallback).ServedModel, Is.EqualTo("claude-y"));
        var responses = Answer.Read(CallFormat.OpenAiResponses, OpenAiAnswers.Responses().First().Bytes);
        Assert.That((responses.ServedModel, responses.ResponseId), Is.EqualTo(("gpt-x", "resp_1")));
    }

    [Test]
    public void Bytes_after_a_compressed_response_do_not_reduce_its_usage()
    {
        byte[] coded = [.. ContentDecoderTests.Code(AnthropicAnswers.All().First().Bytes, ContentCoding.Gzip), 0, 0, 0, 7];
        using var reader = new UsageReader(CallFormat.AnthropicMessages, ContentCoding.Gzip, new ContentDecoders(DecodeLimits.Default));
        reader.Append(coded);
        Assert.That(reader.Complete(cleanEnd: true).Quality, Is.EqualTo(UsageQuality.Exact));
    }

    [Test]
    public void A_truncated_compressed_response_is_incomplete()
    {
        byte[] coded = ContentDecoderTests.Code(AnthropicAnswers.All().First().Bytes, ContentCoding.Gzip);
        using var reader = new UsageReader(CallFormat.AnthropicMessages, ContentCoding.Gzip, new ContentDecoders(DecodeLimits.Default));
        reader.Append(coded.AsSpan(0, coded.Length / 2));
        Assert.That(reader.Complete(cleanEnd: true).Quality, Is.EqualTo(UsageQuality.Unknown).Or.EqualTo(UsageQuality.Partial));
    }

    [Test]
    public void A_final_event_of_1_MB_in_one_line_is_read()
    {
        string filler = string.Concat(Enumerable.Repeat("{\"type\":\"x\",\"usage\":{\"input_tokens\":1}},", 25_000));
        string wire = "data: {\"type\":\"response.completed\",\"response\":{\"id\":\"r\",\"output\":[" + filler
            + "{}],\"usage\":{\"input_tokens\":5,\"output_tokens\":6}}}\n\n";
        var result = Answer.Read(CallFormat.OpenAiResponses, System.Text.Encoding.UTF8.GetBytes(wire), 4096);
        Assert.That((result.Usage, result.Quality), Is.EqualTo((new TokenUsage(5, 0, 0, 6, 0), UsageQuality.Exact)));
    }

    private static byte[] Mutate(byte[] bytes, Random random)
    {
        var text = bytes.ToList();
        for (int i = random.Next(4); i > 0; i--)
        {
            int at = random.Next(text.Count);
            switch (random.Next(4))
            {
                case 0:
                    text[at] = (byte)random.Next(256);
                    break;
                case 1:
                    text[at] = (byte)"{}[]\",:\\0-\n"[random.Next(11)];
                    break;
                case 2:
                    text.RemoveRange(at, Math.Min(random.Next(30), text.Count - at));
                    text.Add((byte)'\n');
                    break;
                default:
                    int from = random.Next(text.Count);
                    text.InsertRange(at, text.GetRange(from, Math.Min(random.Next(60), text.Count - from)));
                    break;
            }
        }

        return [.. text];
    }

    private static void Check(Answer answer, UsageResult result, string how)
    {
        Assert.That((result.Usage, result.Quality), Is.EqualTo((answer.Usage, answer.Quality)), how);
    }
}
