using OpenTelemetry.Exporter;
using SamHost.Configuration;
using SamHost.Display;

namespace SamHost.Telemetry.Tests;

/// <summary>The section over the standard variables.</summary>
[Collection(TelemetryVariables.Collection)]
public class TelemetrySettingsTests
{
    private const string Grpc = "by grpc";
    private const string Http = "by http/protobuf";

    private static readonly TelemetryOptions Nothing = new();
    private static readonly (string, string) Endpoint = ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://a:4317");

    [Fact]
    public void Nothing_is_sent_unless_an_endpoint_is_set()
    {
        Assert.False(Resolve(Nothing).IsOn);
        Assert.True(Resolve(new TelemetryOptions { Prometheus = { Port = 9464 } }).IsOn);
        Assert.False(
            Resolve(new TelemetryOptions { Level = TelemetryLevel.Off, Endpoint = "http://a:4317", Prometheus = { Port = 9464 } }).IsOn);
    }

    [Theory]
    [InlineData("http://a:4317", null, Grpc, "http://a:4317/")]
    [InlineData("http://a:4318", null, Http, "http://a:4318/v1/traces")]
    [InlineData("https://a/otlp/", OtlpExportProtocol.HttpProtobuf, Http, "https://a/otlp/v1/traces")]
    [InlineData("http://a:4318", (OtlpExportProtocol)0, Grpc, "http://a:4318/")]
    public void The_section_names_a_base_address(string endpoint, OtlpExportProtocol? given, string protocol, string address)
    {
        var traces = Resolve(new TelemetryOptions { Endpoint = endpoint, Protocol = given }).Traces!;

        Assert.Equal(address, traces.Endpoint.AbsoluteUri);
        Assert.Contains(protocol, traces.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_variables_are_read_each_signals_own_over_the_common_one()
    {
        var settings = Resolve(
            Nothing,
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://common:4318/base"),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "a=1,b=with%20space"),
            ("OTEL_EXPORTER_OTLP_TIMEOUT", "3000"),
            ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://own:4317/whole"),
            ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "grpc"),
            ("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "c=2"),
            ("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "500"),
            ("OTEL_EXPORTER_OTLP_METRICS_COMPRESSION", "gzip"),
            ("OTEL_LOGS_EXPORTER", "none"));

        Assert.Equal(
            "http://own:4317/whole by grpc, timeout 0.5 s, headers c=*** (OTEL_EXPORTER_OTLP_TRACES_ENDPOINT)",
            settings.Traces!.ToString());
        Assert.Equal(
            "http://common:4318/base by http/protobuf, gzip, timeout 3 s, headers a=***, b=*** (OTEL_EXPORTER_OTLP_ENDPOINT)",
            settings.Metrics!.ToString());
        Assert.Null(settings.Logs);
    }

    [Fact]
    public async Task A_signal_goes_to_its_own_address_and_the_others_below_the_common_one()
    {
        await using var common = await OtlpReceiver.StartAsync();
        await using var own = await OtlpReceiver.StartAsync();
        using var variables = new TelemetryVariables(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", common.Http),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", $"{own.Http}/v1/traces"));
        using var study = new FollowedStudy(null);
        study.Run();

        Assert.Equal((0, study.Pipeline.Counts.SpansMade), (common.Spans.Count, own.Spans.Count));
        Assert.Equal((true, true), (!common.Metrics.IsEmpty && own.Metrics.IsEmpty, !common.Logs.IsEmpty && own.Logs.IsEmpty));
    }

    [Fact]
    public async Task The_section_wins()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        (string, string)[] variables =
        [
            ("OTEL_SDK_DISABLED", "true"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://other:4318"),
            ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://third:4318"),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "authorization=other,tenant=x"),
        ];
        Assert.False(Resolve(Nothing, variables).IsOn);

        using var set = new TelemetryVariables(variables);
        using var study = new FollowedStudy(
            receiver.Grpc, """{ "Telemetry": { "Protocol": "Grpc", "Headers": { "Authorization": "Bearer a,b" } } }""");
        study.Run();

        Assert.Equal(
            (study.Pipeline.Counts.SpansMade, study.Pipeline.Counts.SpansMade),
            (study.Pipeline.Counts.SpansExported, receiver.Spans.Count));
        Assert.Contains(new("authorization", "Bearer a,b"), receiver.Headers);
        Assert.DoesNotContain(receiver.Headers, header => header.Value.Contains("other", StringComparison.Ordinal));
        Assert.Contains(new("tenant", "x"), receiver.Headers);
    }

    [Fact]
    public void What_is_printed_has_no_secrets()
    {
        var options = new TelemetryOptions
        {
            Endpoint = "http://me:topsecret@a:4317/?key=topsecret",
            Headers = { ["authorization"] = "Bearer topsecret" },
            Prometheus = { Port = 9464 },
        };

        var text = string.Join("\n", TelemetryText.Describe(Resolve(options, ("OTEL_EXPORTER_OTLP_HEADERS", "tenant=topsecret"))));

        Assert.DoesNotContain("topsecret", text, StringComparison.Ordinal);
        Assert.Contains(
            "traces: http://***@a:4317/?*** by grpc, timeout 10 s, headers authorization=***, tenant=*** (Telemetry:Endpoint)", text,
            StringComparison.Ordinal);
        Assert.Contains("http://localhost:9464/metrics", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json")]
    [InlineData("OTEL_EXPORTER_OTLP_TIMEOUT", "10s")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "0")]
    [InlineData("OTEL_EXPORTER_OTLP_COMPRESSION", "brotli")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "collector")]
    public void A_variable_that_makes_no_sense_is_ignored_as_the_SDK_does_and_check_shows_what_holds(string name, string value) =>
        Assert.StartsWith(
        "http://localhost:4317 by grpc, timeout 10 s (",
        Resolve(Nothing, ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4317"), (name, value)).Traces!.ToString(),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("hush")]
    [InlineData("authorization=Bearer%20topsecret%2Cb")]
    public void Headers_that_the_SDK_cannot_read_are_one_problem_without_their_values(string headers)
    {
        var problems = new SettingsProblems();
        using var variables = new TelemetryVariables(Endpoint, ("OTEL_EXPORTER_OTLP_HEADERS", headers));
        TelemetrySettings.Resolve(Nothing, problems);

        Assert.Equal("environment variables OTEL_EXPORTER_OTLP_*: Headers provided in an invalid format.", Assert.Single(problems.Lines));
    }

    [Theory]
    [InlineData("OTLP, none", true)]
    [InlineData("console,otlp", true)]
    [InlineData("", true)]
    [InlineData("none", false)]
    [InlineData("zipkin", false)]
    public void A_list_of_exporters_chooses_whether_a_signal_is_sent(string list, bool isSent)
    {
        var settings = Resolve(new TelemetryOptions { Prometheus = { Port = 9464 } }, Endpoint, ("OTEL_TRACES_EXPORTER", list));

        Assert.Equal(
            (isSent, true, true, 9464),
            (settings.Traces is not null, settings.Metrics is not null, settings.Logs is not null, settings.PrometheusPort));
    }

    private static TelemetrySettings Resolve(TelemetryOptions options, params (string Name, string Value)[] variables)
    {
        var problems = new SettingsProblems();
        using var set = new TelemetryVariables(variables);
        var settings = TelemetrySettings.Resolve(options, problems);
        Assert.Empty(problems.Lines);
        return settings;
    }
}
