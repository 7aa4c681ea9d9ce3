using System.Buffers;
using BenchmarkDotNet.Attributes;
using BotBottle.Core.Http1;

namespace BotBottle.Bench.Http1;

/// <summary>Writes the parsed heads of <see cref="Wires"/> into a reused buffer, as the proxy does once per message.</summary>
[MemoryDiagnoser]
public class HeadWriteBenchmarks
{
    private readonly ArrayBufferWriter<byte> _output = new(4096);
    private readonly RequestHead _request = new();
    private readonly ResponseHead _response = new();
    private CanonicalPath? _path;
    private MessageFraming _requestFraming;
    private MessageFraming _responseFraming;

    /// <summary>Parses both, and checks that they are written.</summary>
    [GlobalSetup]
    public void Setup()
    {
        new RequestHeadParser(HeadLimits.Request).Parse(new ReadOnlySequence<byte>(Wires.AgentRequest()), _request, out _, out _);
        new ResponseHeadParser(HeadLimits.Response).Parse(new ReadOnlySequence<byte>(Wires.ProviderResponse()), _response, out _, out _);
        MessageFraming.OfRequest(_request, out _requestFraming);
        MessageFraming.OfResponse(_response, RequestMethod.Post, out _responseFraming);
        CanonicalPath.Of(_request, out _path);
        if (Request() < 800 || Response() < 600)
        {
            throw new InvalidOperationException($"the heads were not written whole: {Request()} and {Response()} bytes");
        }
    }

    /// <summary>With the canonical path and a field whose value is text, like a credential of the host.</summary>
    [Benchmark]
    public int Request()
    {
        _output.ResetWrittenCount();
        HeadWriter.WriteRequestLine(_output, _request.Method, _path!);
        HeadWriter.WriteFields(_output, _request.Fields);
        HeadWriter.WriteField(_output, "authorization"u8, "Bearer 0123456789abcdef");
        HeadWriter.WriteFraming(_output, _requestFraming);
        HeadWriter.WriteEnd(_output);
        return _output.WrittenCount;
    }

    [Benchmark]
    public int Response()
    {
        _output.ResetWrittenCount();
        HeadWriter.WriteStatusLine(_output, _response.StatusCode, _response.Reason);
        HeadWriter.WriteFields(_output, _response.Fields);
        HeadWriter.WriteFraming(_output, _responseFraming);
        HeadWriter.WriteEnd(_output);
        return _output.WrittenCount;
    }
}
