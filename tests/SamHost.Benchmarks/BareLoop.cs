using System.Diagnostics;
using SamHost.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Benchmarks;

/// <summary>
/// What a researcher would write on TorchSharp for the digits study: the same MLP, batches of 32, SGD with momentum and weight decay; for
/// n-SAM a second pass at w + rho g / ||g||.
/// </summary>
internal sealed class BareLoop : IDisposable
{
    public const int BatchSize = 32;

    private const int Examples = 1437;
    private const double Rho = 0.05;

    private readonly Sequential _model = nn.Sequential(
        ("0", nn.Linear(64, 256)), ("1", nn.ReLU()), ("2", nn.Linear(256, 256)), ("3", nn.ReLU()), ("4", nn.Linear(256, 10)));

    private readonly Parameter[] _parameters;
    private readonly optim.Optimizer _optimizer;
    private readonly Tensor _inputs = randn(Examples, 64);
    private readonly Tensor _labels = randint(0, 10, Examples, ScalarType.Int64);
    private readonly bool _isSam;

    public BareLoop(bool isSam)
    {
        _isSam = isSam;
        _parameters = [.. _model.parameters()];
        _optimizer = optim.SGD(_parameters, 0.05, 0.9, weight_decay: 5e-4);
    }

    /// <summary>How many steps an epoch has.</summary>
    public static int StepsPerEpoch => (Examples + BatchSize - 1) / BatchSize;

    /// <summary>Milliseconds a step, over one epoch.</summary>
    public double TakeEpoch()
    {
        CollectionPoint.Pass();
        using var scope = NewDisposeScope();
        var clock = Stopwatch.StartNew();
        var order = randperm(Examples);
        for (var from = 0; from < Examples; from += BatchSize) Step(order.narrow(0, from, Math.Min(BatchSize, Examples - from)));
        return clock.Elapsed.TotalMilliseconds / StepsPerEpoch;
    }

    /// <summary>Takes one step, on the first examples.</summary>
    public void TakeStep()
    {
        using var indices = arange(BatchSize, ScalarType.Int64);
        Step(indices);
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        _model.Dispose();
        _inputs.Dispose();
        _labels.Dispose();
    }

    private void Step(Tensor indices)
    {
        using var scope = NewDisposeScope();
        var (inputs, labels) = (_inputs.index_select(0, indices), _labels.index_select(0, indices));
        _optimizer.zero_grad();
        nn.functional.cross_entropy(_model.call(inputs), labels).backward();
        if (_isSam)
        {
            using var _ = no_grad();
            var norm = stack([.. _parameters.Select(parameter => parameter.grad!.norm())]).norm();
            var shifts = _parameters.Select(parameter => parameter.grad! * (Rho / norm)).ToList();
            foreach (var (parameter, shift) in _parameters.Zip(shifts)) parameter.add_(shift);
            _optimizer.zero_grad();
            using (enable_grad()) nn.functional.cross_entropy(_model.call(inputs), labels).backward();
            foreach (var (parameter, shift) in _parameters.Zip(shifts)) parameter.sub_(shift);
        }

        _optimizer.step();
    }
}
