using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SamHost.Configuration;
using SamHost.TestSupport;
using YamlDotNet.RepresentationModel;

namespace SamHost.Telemetry.Tests;

/// <summary>The files of host/observability parse, and agree with each other and with what the program sends.</summary>
public sealed partial class ObservabilityFolderTests
{
    private const string Folder = "host/observability";

    [Fact]
    public void Every_mounted_file_is_there_and_every_yaml_file_is_mounted()
    {
        var mounts = Services().SelectMany(service => List(service.Value, "volumes")).Select(mount => mount.Split(':')[0]).Distinct()
            .ToList();

        Assert.All(mounts, mount => Assert.True(Path.Exists(Repository.Full($"{Folder}/{mount[2..]}")), mount));
        var files = Directory.GetFiles(Repository.Full(Folder), "*.yaml", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Repository.Full(Folder), file)).Where(file => file != "compose.yaml");
        Assert.All(files, file => Assert.Contains(mounts, mount => $"./{file}".StartsWith(mount, StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_command_is_given_from_the_repositorys_root()
    {
        var text = Repository.Read($"{Folder}/README.md");
        var (commands, whole) = (Regex.Count(text, "docker compose"), Regex.Count(text, $"docker compose -f {Folder}/compose.yaml "));

        Assert.Equal((2, 2), (commands, whole));
        Assert.Contains($"samhost run {Folder}/study.json", text, StringComparison.Ordinal);
        Assert.All(new[] { "compose.yaml", "study.json" }, file => Assert.True(File.Exists(Repository.Full($"{Folder}/{file}")), file));
    }

    [Fact]
    public void The_profiles_differ_in_where_traces_go_alone()
    {
        Assert.Equal(["collector", "grafana", "jaeger", "loki", "prometheus"], Profile("jaeger"));
        Assert.Equal(["collector", "grafana-tempo", "loki", "prometheus", "tempo"], Profile("tempo"));
        // Both go by the name under which the collector hands traces on.
        Assert.All(
            new[] { "jaeger", "tempo" },
            name => Assert.Equal(["traces"], List((YamlMappingNode)Services()[name]["networks"]["default"], "aliases")));
        Assert.Equal(Texts(Services()["grafana"], "environment"), Texts(Services()["grafana-tempo"], "environment"));
    }

    [Fact]
    public void Every_service_that_a_file_addresses_is_one_of_its_profile()
    {
        foreach (var (file, profile) in new[]
        {
            ("collector.yaml", "jaeger"), ("collector.yaml", "tempo"),
            ("grafana/provisioning/datasources/jaeger.yaml", "jaeger"), ("grafana/provisioning/datasources/tempo.yaml", "tempo"),
        })
        {
            var hosts = ServiceAddress().Matches(Repository.Read($"{Folder}/{file}")).Select(match => match.Groups[1].Value)
                .Where(host => host != "0.0.0.0").ToList();
            Assert.NotEmpty(hosts);
            Assert.Subset(Profile(profile).Append("traces").ToHashSet(), hosts.ToHashSet());
        }
    }

    [Fact]
    public void The_collector_takes_both_protocols_and_every_signal_has_a_place_to_go()
    {
        var collector = Yaml("collector.yaml");
        var exporters = (YamlMappingNode)collector["exporters"];

        Assert.Equal(["127.0.0.1:4317:4317", "127.0.0.1:4318:4318"], List(Services()["collector"], "ports"));
        Assert.Equal(
            ["0.0.0.0:4317", "0.0.0.0:4318"],
            new[] { "grpc", "http" }.Select(protocol => $"{collector["receivers"]["otlp"]["protocols"][protocol]["endpoint"]}"));
        var places = new Dictionary<string, string>
        {
            ["traces"] = "traces:4317", ["metrics"] = "http://prometheus:9090/api/v1/otlp", ["logs"] = "http://loki:3100/otlp",
        };
        var pipelines = ((YamlMappingNode)collector["service"]["pipelines"]).Children;
        Assert.Equal(places.Keys.Order(StringComparer.Ordinal), pipelines.Keys.Select(key => $"{key}").Order(StringComparer.Ordinal));
        foreach (var (signal, pipeline) in pipelines)
        {
            Assert.Equal(["otlp"], List((YamlMappingNode)pipeline, "receivers"));
            var exporter = Assert.Single(List((YamlMappingNode)pipeline, "exporters"));
            Assert.Equal(places[$"{signal}"], $"{exporters[exporter]["endpoint"]}");
        }

        // What each of the others takes, a port of its own is for.
        Assert.Equal(["127.0.0.1:9090:9090"], List(Services()["prometheus"], "ports"));
        Assert.Equal(["127.0.0.1:3100:3100"], List(Services()["loki"], "ports"));
        Assert.EndsWith(":4317", $"{Yaml("tempo.yaml")["distributor"]["receivers"]["otlp"]["protocols"]["grpc"]["endpoint"]}");
    }

    [Fact]
    public void The_study_sends_to_the_collector_and_prometheus_takes_what_is_pushed()
    {
        var settings = OptionsBinder.Bind<TelemetryOptions>(
            SettingsText.Parse(Repository.Read($"{Folder}/study.json"))["Telemetry"], "Telemetry", new SettingsProblems());

        Assert.Contains($"127.0.0.1:{new Uri(settings.Endpoint!).Port}:4317", List(Services()["collector"], "ports"));
        // What is scraped as well would be counted twice.
        Assert.Null(settings.Prometheus.Port);
        Assert.DoesNotContain("scrape_configs", Repository.Read($"{Folder}/prometheus.yaml"), StringComparison.Ordinal);
        Assert.Equal("UnderscoreEscapingWithSuffixes", $"{Yaml("prometheus.yaml")["otlp"]["translation_strategy"]}");
        Assert.Subset(
            List(Services()["prometheus"], "command").ToHashSet(),
            new HashSet<string> { "--web.enable-otlp-receiver", "--enable-feature=exemplar-storage" });
    }

    [Theory]
    [InlineData("jaeger")]
    [InlineData("tempo")]
    public void Metrics_logs_and_traces_lead_to_each_other_and_a_dashboard_to_its_data(string profile)
    {
        var sources = ((YamlSequenceNode)Yaml($"grafana/provisioning/datasources/{profile}.yaml")["datasources"]).ToDictionary(
            source => $"{source["uid"]}");

        Assert.Equal(["logs", "prometheus", "traces"], sources.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(
            ("loki", "prometheus", profile),
            ($"{sources["logs"]["type"]}", $"{sources["prometheus"]["type"]}", $"{sources["traces"]["type"]}"));
        var exemplar = sources["prometheus"]["jsonData"]["exemplarTraceIdDestinations"][0];
        Assert.Equal(("trace_id", "traces"), ($"{exemplar["name"]}", $"{exemplar["datasourceUid"]}"));
        var line = sources["logs"]["jsonData"]["derivedFields"][0];
        Assert.Equal(("label", "trace_id", "traces"), ($"{line["matcherType"]}", $"{line["matcherRegex"]}", $"{line["datasourceUid"]}"));
        Assert.Equal("logs", $"{sources["traces"]["jsonData"]["tracesToLogsV2"]["datasourceUid"]}");
        var traces = JsonNode.Parse(Repository.Read($"{Folder}/grafana/traces/{profile}.json"))!;
        foreach (var dashboard in new[] { Dashboard.Json, traces })
        {
            var used = DataSource().Matches(dashboard.ToJsonString())
                .Select(match => (match.Groups["type"].Value, match.Groups["uid"].Value)).Distinct().ToList();
            Assert.NotEmpty(used);
            Assert.All(used, one => Assert.Equal(one.Item1, $"{sources[one.Item2]["type"]}"));
        }

        // Each leads to the other, and is found where it is mounted.
        Assert.Equal("/d/samhost-traces", $"{Dashboard.Json["links"]![0]!["url"]}");
        Assert.Equal(("samhost-traces", "/d/samhost"), ($"{traces["uid"]}", $"{traces["links"]![0]!["url"]}"));
        var paths = ((YamlSequenceNode)Yaml("grafana/provisioning/dashboards/samhost.yaml")["providers"])
            .Select(provider => $"{provider["options"]["path"]}");
        Assert.Equal(["/var/lib/grafana/dashboards", "/var/lib/grafana/traces"], paths);
        var mounts = List(Services()[profile == "jaeger" ? "grafana" : "grafana-tempo"], "volumes");
        Assert.Contains($"./grafana/traces/{profile}.json:/var/lib/grafana/traces/traces.json:ro", mounts);
        Assert.Contains("./grafana/dashboards:/var/lib/grafana/dashboards:ro", mounts);
        Assert.Equal("SamHost: weighting under label noise", Dashboard.Json["title"]!.GetValue<string>());
    }

    private static YamlNode Yaml(string file)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(Repository.Read($"{Folder}/{file}")));
        return yaml.Documents.Single().RootNode;
    }

    private static Dictionary<string, YamlMappingNode> Services() =>
        ((YamlMappingNode)Yaml("compose.yaml")["services"]).Children.ToDictionary(
            service => $"{service.Key}", service => (YamlMappingNode)service.Value);

    private static IEnumerable<string> Profile(string name) =>
        Services().Where(service => List(service.Value, "profiles").Contains(name)).Select(service => service.Key)
            .Order(StringComparer.Ordinal);

    private static List<string> List(YamlMappingNode node, string key) => node.Children.TryGetValue(key, out var list)
        ? [.. ((YamlSequenceNode)list).Select(item => $"{item}")] : [];

    private static IEnumerable<string> Texts(YamlMappingNode node, string key) =>
        ((YamlMappingNode)node[key]).Children.Select(child => $"{child.Key}={child.Value}");

    [GeneratedRegex(@"(?:http://|endpoint: )([a-z0-9.-]+):\d+")]
    private static partial Regex ServiceAddress();

    [GeneratedRegex("\"datasource\":\\{\"type\":\"(?<type>[a-z]+)\",\"uid\":\"(?<uid>[a-z]+)\"")]
    private static partial Regex DataSource();
}
