using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SamHost.Contracts.Gradients;
using SamHost.Contracts.Optimization;
using SamHost.Gradients;
using SamHost.Gradients.Precision;
using SamHost.Plugins.LossCrossEntropy;
using static TorchSharp.torch;

namespace SamHost.TestSupport;

/// <summary>Takes one step of an optimizer on a model and a batch, without moving the weights.</summary>
internal sealed class OptimizerRig : IDisposable
{
    private readonly nn.Module<Tensor, Tensor> _model;
    private readonly IDisposable _scope = NewDisposeScope();

    public OptimizerRig(
        nn.Module<Tensor, Tensor> model, Tensor inputs, Tensor labels, GradientsOptions? options = null, ILogger? logger = null,
        SampleLoss? loss = null, LabelMixture? mixture = null, IReadOnlyList<IGradientRule>? rules = null,
        ComputePrecision? precision = null)
    {
        _model = model;
        Batch = new Batch(inputs, labels, arange(labels.shape[0], ScalarType.Int64)) { Mixture = mixture };
        Gradients = new PerExampleGradients(
            model, loss?.Loss ?? new CrossEntropy(), options ?? new GradientsOptions(), seed: 3,
            logger ?? NullLogger.Instance, rules, precision) { RecordNorms = true };
        Reference = new ReferenceRules(model, inputs, labels, loss?.Definition);
    }

    public Batch Batch { get; }

    public PerExampleGradients Gradients { get; }

    public ReferenceRules Reference { get; }

    /// <summary>The direction that the optimizer hands to its base rule, all parameters in one vector, and its results.</summary>
    public (Tensor Direction, PerExampleResults Results) Step(IOptimizer optimizer)
    {
        var baseRule = new CapturingBaseRule(this);
        var parameters = Trainable.ToArray();
        var results = optimizer.Step(
            new TrainingStep { Batch = Batch, Gradients = Gradients, Parameters = parameters, BaseRule = baseRule, Epoch = 1, Index = 0 });
        return (baseRule.Direction ?? throw new InvalidOperationException("The optimizer did not step its base rule."), results);
    }

    public Tensor Direction(IOptimizer optimizer)
    {
        var (direction, results) = Step(optimizer);
        results.Dispose();
        return direction;
    }

    /// <summary>The trainable weights, all in one array.</summary>
    public double[] Weights()
    {
        using var scope = NewDisposeScope();
        return cat([.. Trainable.Select(parameter => parameter.detach().flatten())]).to(ScalarType.Float64).data<double>().ToArray();
    }

    /// <summary>What the parameters' gradients hold, all in one vector.</summary>
    public Tensor Gradient() => cat([.. Trainable.Select(parameter => (parameter.grad ?? zeros_like(parameter)).flatten())]).clone();

    private IEnumerable<TorchSharp.Modules.Parameter> Trainable => _model.parameters().Where(parameter => parameter.requires_grad);

    public void Dispose()
    {
        Gradients.Dispose();
        _scope.Dispose();
    }

    private sealed class CapturingBaseRule(OptimizerRig rig) : IBaseRule
    {
        public Tensor? Direction { get; private set; }

        public double LearningRate => 0;

        public void Step() => Direction = rig.Gradient();
    }
}
