set -e
tick=0
mlx() {
  tick=$((tick + 1))
  env MLX_TEST_CLOCK=2001-02-03T04:05:0${tick}Z mlx "$@"
}
mlx init -q
make-model models/fraud.safetensors v1 100
make-table data/train.csv 40
echo 'sort data/train.csv > sorted.csv' > train.sh
echo '{"accuracy": 0.9}' > metrics.json
mlx commit -qm "Baseline" --model models/fraud.safetensors --data data/train.csv --metrics metrics.json
mlx tag v1
mlx branch kept
make-model models/fraud.safetensors v2 100
make-table data/train.csv 60
mlx run -q --name train -d data/train.csv -o models/fraud.safetensors -- make-model models/fraud.safetensors v2 100
mlx commit -qam "More data"
mlx note add HEAD -m "Ready"
