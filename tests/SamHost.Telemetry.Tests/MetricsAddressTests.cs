using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace SamHost.Telemetry.Tests;

/// <summary>Who can reach /metrics.</summary>
[Trait("Duration", "Long")]
public class MetricsAddressTests
{
    [Fact]
    public async Task Metrics_are_for_this_machine_alone_unless_the_settings_say_otherwise()
    {
        var outside = NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(card => card.GetIPProperties().UnicastAddresses).Select(address => address.Address)
            .Where(address => !IPAddress.IsLoopback(address) && address.AddressFamily == AddressFamily.InterNetwork).ToList();
        Assert.SkipWhen(outside.Count == 0, "This machine has no address but loopback.");
        var (closed, open) = (PrometheusServer.FreePort(), PrometheusServer.FreePort());
        using var local = new FollowedStudy(null, $$"""{ "Telemetry": { "Prometheus": { "Port": {{closed}} } } }""");
        using var everywhere = new FollowedStudy(null, $$"""{ "Telemetry": { "Prometheus": { "Port": {{open}}, "Host": "*" } } }""");

        Assert.True(await AnswersAsync(IPAddress.Loopback, closed));
        foreach (var address in outside)
        {
            Assert.False(await AnswersAsync(address, closed), $"{address} answers.");
            // The address is one that can be reached.
            using var client = new HttpClient();
            Assert.Contains(
                "target_info",
                await client.GetStringAsync(new Uri($"http://{address}:{open}/metrics"), TestContext.Current.CancellationToken),
                StringComparison.Ordinal);
        }
    }

    private static async Task<bool> AnswersAsync(IPAddress address, int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(address, port, TestContext.Current.CancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
