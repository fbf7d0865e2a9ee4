using TorchSharp;
SamHost.Native.LibTorch.Load();
System.Console.WriteLine(torch.ones(2, 3).sum().ToSingle() + " threads " + torch.get_num_threads());
for (int r = 0; r < 3; r++) {
var w = System.Diagnostics.Stopwatch.StartNew();
for (int i = 0; i < 1000; i++) torch.random.manual_seed(i).Dispose();
System.Console.WriteLine(w.Elapsed.TotalMicroseconds / 1000);
w.Restart();
for (int i = 0; i < 1000; i++) { using var s = torch.get_rng_state(); torch.set_rng_state(s); }
System.Console.WriteLine(w.Elapsed.TotalMicroseconds / 1000);
}
