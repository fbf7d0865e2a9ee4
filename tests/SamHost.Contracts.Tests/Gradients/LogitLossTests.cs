using SamHost.Contracts.Gradients;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.Contracts.Tests.Gradients;

public class LogitLossTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void The_logit_scale_is_the_derivative_of_the_loss(long logitCount)
    {
        manual_seed(5);
        using var logits = randn(9, logitCount, dtype: ScalarType.Float64, requires_grad: true);
        using var labels = randint(0, Math.Max(2, logitCount), [9], ScalarType.Int64);

        using var losses = LogitLoss.Losses(logits, labels);
        losses.sum().backward();
        using var scales = LogitLoss.Scales(logits.detach(), labels);

        Assert.True((scales - logits.grad!).abs().max().ToDouble() < 1e-15);
    }

    [Fact]
    public void A_binary_loss_is_the_negative_log_likelihood_of_the_sign()
    {
        using var logits = tensor(new[] { 1.5, -2.0 }).unsqueeze(1);
        using var labels = tensor(new long[] { 1, 1 });

        using var losses = LogitLoss.Losses(logits, labels);

        Assert.Equal(Math.Log(1 + Math.Exp(-1.5)), losses[0].ToDouble(), 12);
        Assert.Equal(Math.Log(1 + Math.Exp(2.0)), losses[1].ToDouble(), 12);
    }

    [Fact]
    public void A_confident_wrong_binary_prediction_has_a_finite_loss()
    {
        using var logits = tensor(new[] { -2000.0 }).unsqueeze(1);
        using var labels = tensor(new long[] { 1 });

        Assert.Equal(2000.0, LogitLoss.Losses(logits, labels).ToDouble());
    }

    [Fact]
    public void The_margin_is_the_lead_of_the_labels_logit_over_the_next()
    {
        using var binary = tensor(new[] { 0.5, -2 }).unsqueeze(1);
        using var signs = tensor(new long[] { 1, 1 });
        using var many = tensor(new double[,] { { 0, 2, 1 }, { 5, 2, 1 }, { 3, 3, 0 } });
        using var labels = tensor(new long[] { 1, 2, 0 });

        Assert.Equal([0.5, -2.0], LogitLoss.Margins(binary, signs).data<double>().ToArray());
        Assert.Equal([1.0, -4.0, 0.0], LogitLoss.Margins(many, labels).data<double>().ToArray());
    }

    [Fact]
    public void Predictions_follow_the_sign_or_the_largest_logit()
    {
        using var binary = tensor(new[] { 0.1, -0.1 }).unsqueeze(1);
        using var many = tensor(new double[,] { { 0, 2, 1 }, { 5, 2, 1 } });

        Assert.Equal([1L, 0L], LogitLoss.Predictions(binary).data<long>().ToArray());
        Assert.Equal([1L, 0L], LogitLoss.Predictions(many).data<long>().ToArray());
    }
}
