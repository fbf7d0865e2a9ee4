using System.Collections;
using SamHost.Configuration;
using SamHost.Display;
using SamHost.Telemetry;

namespace SamHost.Tests.Telemetry;

/// <summary>The section over the standard variables.</summary>
public class TelemetrySettingsTests
{
    private static readonly TelemetryOptions Nothing = new();

    [Fact]
    public void Nothing_is_sent_unless_an_endpoint_is_set()
    {
        Assert.False(Resolve(Nothing).IsOn);
        Assert.True(Resolve(new TelemetryOptions { Prometheus = { Port = 9464 } }).IsOn);
        Assert.False(Resolve(new TelemetryOptions { Level = TelemetryLevel.Off, Endpoint = "http://a:4317", Prometheus = { Port = 9464 } }).IsOn);
    }

    [Theory]
    [InlineData("http://a:4317", null, OtlpProtocol.Grpc, "http://a:4317/")]
    [InlineData("http://a:4318", null, OtlpProtocol.HttpProtobuf, "http://a:4318/v1/traces")]
    [InlineData("https://a/otlp/", OtlpProtocol.HttpProtobuf, OtlpProtocol.HttpProtobuf, "https://a/otlp/v1/traces")]
    [InlineData("http://a:4318", OtlpProtocol.Grpc, OtlpProtocol.Grpc, "http://a:4318/")]
    public void The_section_names_a_base_address(string endpoint, OtlpProtocol? given, OtlpProtocol protocol, string address)
    {
        var traces = Resolve(new TelemetryOptions { Endpoint = endpoint, Protocol = given }).Traces!;

        Assert.Equal((protocol, address), (traces.Protocol, traces.Endpoint.AbsoluteUri));
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
            ("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "b=2"),
            ("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "500"),
            ("OTEL_EXPORTER_OTLP_METRICS_COMPRESSION", "gzip"),
            ("OTEL_LOGS_EXPORTER", "none"));

        Assert.Equal(("http://own:4317/whole", OtlpProtocol.Grpc, 500), (settings.Traces!.Endpoint.AbsoluteUri, settings.Traces.Protocol, settings.Traces.Timeout.TotalMilliseconds));
        Assert.Equal(new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" }, settings.Traces.Headers);
        Assert.Equal(("http://common:4318/base/v1/metrics", OtlpProtocol.HttpProtobuf, true), (settings.Metrics!.Endpoint.AbsoluteUri, settings.Metrics.Protocol, settings.Metrics.Compressed));
        Assert.Equal("with space", settings.Metrics.Headers["b"]);
        Assert.Null(settings.Logs);
    }

    [Fact]
    public void The_section_wins()
    {
        var options = new TelemetryOptions { Endpoint = "http://mine:4317", Protocol = OtlpProtocol.Grpc, Headers = { ["authorization"] = "mine" } };
        (string, string)[] variables =
        [
            ("OTEL_SDK_DISABLED", "true"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://other:4318"),
            ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://third:4318"),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "Authorization=other,tenant=x"),
        ];

        var traces = Resolve(options, variables).Traces!;

        Assert.Equal(("http://mine:4317/", OtlpProtocol.Grpc), (traces.Endpoint.AbsoluteUri, traces.Protocol));
        Assert.Equal(("mine", "x"), (traces.Headers["authorization"], traces.Headers["tenant"]));
        Assert.False(Resolve(Nothing, variables).IsOn);
    }

    [Fact]
    public void What_is_printed_has_no_secrets()
    {
        var options = new TelemetryOptions { Endpoint = "http://me:topsecret@a:4317/?key=topsecret", Headers = { ["authorization"] = "Bearer topsecret" }, Prometheus = { Port = 9464 } };

        var text = string.Join("\n", TelemetryText.Describe(Resolve(options, ("OTEL_EXPORTER_OTLP_HEADERS", "tenant=topsecret"))));

        Assert.DoesNotContain("topsecret", text, StringComparison.Ordinal);
        Assert.Contains("traces: http://***@a:4317/?*** by grpc, timeout 10 s, headers authorization=***, tenant=*** (Telemetry:Endpoint)", text, StringComparison.Ordinal);
        Assert.Contains("http://localhost:9464/metrics", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector", "'collector' is no address; give one such as http://localhost:4317.")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json", "'http/json' is not supported; give grpc or http/protobuf.")]
    [InlineData("OTEL_EXPORTER_OTLP_TIMEOUT", "10s", "'10s' is not supported; give a whole number of milliseconds from 1 on.")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "hush", "a header has no name or no '='; write name=value,name=value.")]
    [InlineData("OTEL_BSP_MAX_QUEUE_SIZE", "0", "'0' is not supported; give a whole number from 1 on.")]
    [InlineData("OTEL_BLRP_SCHEDULE_DELAY", "5s", "'5s' is not supported; give a whole number of milliseconds from 1 on.")]
    [InlineData("OTEL_METRIC_EXPORT_INTERVAL", "-1", "'-1' is not supported; give a whole number of milliseconds from 1 on.")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "ftp://me:topsecret@a?key=topsecret", "'ftp://***@a?***' is no address; give one such as http://localhost:4317.")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "me:top/secret@a", "'***@a' is no address; give one such as http://localhost:4317.")]
    [InlineData("OTEL_EXPORTER_OTLP_CERTIFICATE", "/nowhere/a.pem", "Could not find a part of the path '/nowhere/a.pem'; name a PEM file.")]
    [InlineData("OTEL_EXPORTER_OTLP_LOGS_CERTIFICATE", "/dev/null", "there is no certificate in /dev/null; name a PEM file.")]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_CLIENT_CERTIFICATE", "/dev/null", "there is no certificate in /dev/null; name a PEM file.")]
    [InlineData("OTEL_EXPORTER_OTLP_CLIENT_KEY", "key.pem", "a key needs its certificate; set OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE too.")]
    public void A_variable_that_makes_no_sense_is_one_problem(string name, string value, string says)
    {
        var problems = new SettingsProblems();
        var endpoint = name == "OTEL_EXPORTER_OTLP_ENDPOINT" ? value : "https://a:4317";
        TelemetrySettings.Resolve(Nothing, new Hashtable { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = endpoint, [name] = value }, problems);

        Assert.Equal($"environment variable {name}: {says}", Assert.Single(problems.Lines));
    }

    [Fact]
    public void Exporters_of_the_specification_choose_what_is_sent()
    {
        (string, string) endpoint = ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://a:4317");
        var settings = Resolve(new TelemetryOptions { Prometheus = { Port = 9464 } }, endpoint, ("OTEL_TRACES_EXPORTER", "OTLP, none"), ("OTEL_METRICS_EXPORTER", "prometheus"), ("OTEL_LOGS_EXPORTER", "none"));
        Assert.Equal((true, true, true, 9464), (settings.Traces is not null, settings.Metrics is null, settings.Logs is null, settings.PrometheusPort));
        Assert.NotNull(Resolve(new TelemetryOptions { Prometheus = { Port = 9464 } }, endpoint, ("OTEL_METRICS_EXPORTER", "prometheus,otlp")).Metrics);
    }

    [Theory]
    [InlineData("OTEL_TRACES_EXPORTER", "zipkin", "'zipkin' is not supported and ignored; give otlp or none.")]
    [InlineData("OTEL_LOGS_EXPORTER", "otlp,console", "'console' is not supported and ignored; give otlp or none.")]
    [InlineData("OTEL_METRICS_EXPORTER", "prometheus", "'prometheus' is not supported and ignored; Telemetry:Prometheus:Port serves a scraper; set it, or give otlp or none.")]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "delta", "it is ignored; metrics are cumulative, histograms base-2 exponential.")]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION", "explicit_bucket_histogram", "it is ignored; metrics are cumulative, histograms base-2 exponential.")]
    public void What_a_shell_profile_asks_for_in_vain_is_said_where_something_is_sent_and_no_matter_elsewhere(string name, string value, string says)
    {
        var settings = Resolve(Nothing, ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://a:4317"), (name, value));

        Assert.Equal($"environment variable {name}: {says}", Assert.Single(settings.Warnings));
        Assert.True(settings is { Traces: not null, Metrics: not null, Logs: not null });
        Assert.Empty(Resolve(Nothing, (name, value)).Warnings);
        Assert.Empty(Resolve(new TelemetryOptions { Level = TelemetryLevel.Off, Endpoint = "http://a:4317" }, (name, value)).Warnings);
        Assert.Equal("none", Resolve(Nothing, ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://a:4317"), ("OTEL_TRACES_EXPORTER", "console,none")).Traces?.Origin ?? "none");
    }

    [Fact]
    public void Metrics_are_sent_as_often_as_the_variable_says()
    {
        Assert.Equal(10_000, Resolve(new TelemetryOptions { Endpoint = "http://a:4317" }).MetricInterval);
        Assert.Equal(250, Resolve(new TelemetryOptions { Endpoint = "http://a:4317" }, ("OTEL_METRIC_EXPORT_INTERVAL", " 250 ")).MetricInterval);
    }

    private static TelemetrySettings Resolve(TelemetryOptions options, params (string Name, string Value)[] variables)
    {
        var problems = new SettingsProblems();
        var environment = new Hashtable();
        foreach (var (name, value) in variables) environment[name] = value;
        var settings = TelemetrySettings.Resolve(options, environment, problems);
        Assert.Empty(problems.Lines);
        return settings;
    }
}
