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

        Assert.Equal((3, 3), (commands, whole));
        Assert.Contains($"samhost run {Folder}/study.json", text, StringComparison.Ordinal);
        Assert.All(new[] { "compose.yaml", "study.json" }, file => Assert.True(File.Exists(Repository.Full($"{Folder}/{file}")), file));
    }

    [Fact]
    public void The_profiles_differ_in_where_traces_go_alone()
    {
        Assert.Equal(["collector", "grafana", "jaeger", "prometheus"], Profile("jaeger"));
        Assert.Equal(["collector-tempo", "grafana-tempo", "prometheus", "tempo"], Profile("tempo"));
        // One of them takes the study's spans in each.
        Assert.All(
            new[] { "collector", "collector-tempo" },
            name => Assert.Equal(["127.0.0.1:4317:4317", "127.0.0.1:4318:4318"], List(Services()[name], "ports")));
    }

    [Fact]
    public void Every_service_that_a_file_addresses_is_one_of_its_profile()
    {
        foreach (var (file, profile) in new[]
        {
            ("collector.yaml", "jaeger"), ("collector.tempo.yaml", "tempo"),
            ("grafana/provisioning/datasources/jaeger.yaml", "jaeger"), ("grafana/provisioning/datasources/tempo.yaml", "tempo"),
        })
        {
            var hosts = ServiceAddress().Matches(Repository.Read($"{Folder}/{file}")).Select(match => match.Groups[1].Value)
                .Where(host => host != "0.0.0.0").ToList();
            Assert.NotEmpty(hosts);
            Assert.Subset(Profile(profile).ToHashSet(), hosts.ToHashSet());
        }
    }

    [Fact]
    public void The_collector_takes_both_protocols_and_every_part_of_a_pipeline_is_defined()
    {
        var collector = Yaml("collector.yaml");
        var pipelines = (YamlMappingNode)collector["service"]["pipelines"];

        Assert.Equal(["logs", "metrics", "traces"], pipelines.Children.Keys.Select(key => $"{key}").Order(StringComparer.Ordinal));
        foreach (var pipeline in pipelines.Children.Values.Cast<YamlMappingNode>())
        {
            foreach (var (part, names) in pipeline.Children)
                Assert.All(
                    (YamlSequenceNode)names,
                    name => Assert.True(((YamlMappingNode)collector[$"{part}"]).Children.ContainsKey(name), $"{part}: {name}"));
        }

        Assert.Equal(
            ["0.0.0.0:4317", "0.0.0.0:4318"],
            new[] { "grpc", "http" }.Select(protocol => $"{collector["receivers"]["otlp"]["protocols"][protocol]["endpoint"]}"));
        Assert.True(
            ((YamlMappingNode)collector["exporters"]).Children.ContainsKey(
                ((YamlMappingNode)Yaml("collector.tempo.yaml")["exporters"]).Children.Keys.Single()));
    }

    [Fact]
    public void The_study_sends_to_the_collector_and_serves_what_prometheus_scrapes()
    {
        var settings = OptionsBinder.Bind<TelemetryOptions>(
            SettingsText.Parse(Repository.Read($"{Folder}/study.json"))["Telemetry"], "Telemetry", new SettingsProblems());

        Assert.Contains($"127.0.0.1:{new Uri(settings.Endpoint!).Port}:4317", List(Services()["collector"], "ports"));
        var target = Yaml("prometheus.yaml")["scrape_configs"][0]["static_configs"][0]["targets"][0];
        Assert.Equal($"host.docker.internal:{settings.Prometheus.Port}", $"{target}");
        // Another name than localhost.
        Assert.Equal("*", settings.Prometheus.Host);
        Assert.Contains("--enable-feature=exemplar-storage", List(Services()["prometheus"], "command"));
    }

    [Theory]
    [InlineData("jaeger")]
    [InlineData("tempo")]
    public void An_exemplar_leads_to_the_traces_and_the_dashboard_to_its_data(string profile)
    {
        var sources = ((YamlSequenceNode)Yaml($"grafana/provisioning/datasources/{profile}.yaml")["datasources"]).ToDictionary(
            source => $"{source["uid"]}");

        var link = sources["prometheus"]["jsonData"]["exemplarTraceIdDestinations"][0];
        Assert.Equal("trace_id", $"{link["name"]}");
        Assert.Equal(profile, $"{sources[$"{link["datasourceUid"]}"]["type"]}");
        Assert.All(
            DataSource().Matches(Dashboard.Json.ToJsonString()).Select(match => match.Groups[1].Value),
            uid => Assert.Contains(uid, sources.Keys));
        Assert.Equal(
            "/var/lib/grafana/dashboards", $"{Yaml("grafana/provisioning/dashboards/samhost.yaml")["providers"][0]["options"]["path"]}");
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

    [GeneratedRegex(@"(?:http://|endpoint: )([a-z0-9.-]+):\d+")]
    private static partial Regex ServiceAddress();

    [GeneratedRegex("\"uid\":\"([a-z]+)\"(?=[,}])(?<=\"type\":\"prometheus\",\"uid\":\"[a-z]+\")")]
    private static partial Regex DataSource();
}
